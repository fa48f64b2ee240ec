/** How far a date lies from today, as people say it: "today", "in 3 weeks", "2 months ago". */

const DAY_MS = 86_400_000;
const DAYS_TOLD = 14;
const WEEKS_TOLD = 9;
const DAYS_OF_MONTH = 30.44;
const MONTHS_TOLD = 24;
const DAYS_OF_YEAR = 365.25;

/** The date on the wall of `zone`: "2026-12-01". */
export function dateAt(at: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
  return parts.format(at);
}

/** Days from one date to another, both "2026-12-01". */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/** Days while they can be counted at a glance, then weeks, months, years. */
export function distanceInWords(days: number, locale: string): string {
  const words = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const far = Math.abs(days);
  if (far < DAYS_TOLD) return words.format(days, "day");
  if (far < WEEKS_TOLD * 7) return words.format(Math.round(days / 7), "week");
  const months = Math.round(days / DAYS_OF_MONTH);
  return Math.abs(months) < MONTHS_TOLD
    ? words.format(months, "month")
    : words.format(Math.round(days / DAYS_OF_YEAR), "year");
}
