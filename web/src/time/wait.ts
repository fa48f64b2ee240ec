/**
 * Seconds as a wait in words, never shorter than it is: in whole hours or minutes while there are several, else in
 * seconds by tens, so that nothing flickers.
 */
export function waitInWords(seconds: number, locale: string): string {
  const inWords = (count: number, unit: "hour" | "minute" | "second") =>
    new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(count);
  if (seconds > 7_200) return inWords(Math.ceil(seconds / 3_600), "hour");
  return seconds > 60 ? inWords(Math.ceil(seconds / 60), "minute") : inWords(Math.ceil(seconds / 10) * 10, "second");
}
