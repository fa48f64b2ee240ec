/** Days of the week as the server counts them (0 is Monday), named and ordered as the person's language has it. */

/** The first of January 2024 was a Monday. */
const dayOf = (weekday: number) => new Date(Date.UTC(2024, 0, 1 + weekday));

export function weekdayNames(locale: string, width: "short" | "long"): string[] {
  const format = new Intl.DateTimeFormat(locale, { weekday: width, timeZone: "UTC" });
  return [0, 1, 2, 3, 4, 5, 6].map((weekday) => format.format(dayOf(weekday)));
}

interface WeekInfo {
  firstDay: number;
  weekend: number[];
}

/** What the browser knows of a locale's week; a few don't tell. Its days are counted from 1, Monday. */
export function weekOf(locale: string): WeekInfo | undefined {
  try {
    const known = new Intl.Locale(locale) as Intl.Locale & { getWeekInfo?: () => WeekInfo; weekInfo?: WeekInfo };
    return known.getWeekInfo?.() ?? known.weekInfo;
  } catch {
    return undefined;
  }
}

/** The days of the week, beginning with the locale's first one. */
export function weekdaysInOrder(locale: string): number[] {
  const first = (weekOf(locale)?.firstDay ?? 1) - 1;
  return [0, 1, 2, 3, 4, 5, 6].map((offset) => (first + offset) % 7);
}

/** "Monday to Friday", "Sunday to Thursday", or the days one by one. */
export function daysInWords(
  days: readonly number[],
  locale: string,
  range: (first: string, last: string) => string,
): string {
  const names = weekdayNames(locale, "long");
  const sorted = [...days].sort((one, other) => one - other);
  const start = sorted.find((day) => !sorted.includes((day + 6) % 7));
  const inOrder = start === undefined ? sorted : sorted.map((_, index) => (start + index) % 7);
  const isRow = sorted.length > 2 && start !== undefined && inOrder.every((day) => sorted.includes(day));
  if (isRow) return range(names[start] ?? "", names[inOrder[inOrder.length - 1] ?? start] ?? "");
  return new Intl.ListFormat(locale, { type: "conjunction" }).format(sorted.map((day) => names[day] ?? ""));
}
