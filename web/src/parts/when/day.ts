/** Dates as people type them, and as they are shown to be typed over: "1.12.", "12/1/2026", "1 Dec", "Friday", "tomorrow". */

export type Order = "day-first" | "month-first";

/** Where a date without a year, or a weekday, is looked for: coming up, or gone by. */
export type Lean = "ahead" | "back";

interface Today {
  /** "2026-11-23". */
  today: string;
  locale: string;
  lean?: Lean;
}

const YEAR_FIRST = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/;
const NUMBERS = /^(\d{1,2})\s*[./\- ]\s*(\d{1,2})(?:\s*[./\- ]\s*(\d{4}|\d{2})?)?$/;
const NAMED = /^(\d{1,2})\.?\s+(\p{L}+)\.?,?(?:\s+(\d{4}))?$/u;
const NAMED_FIRST = /^(\p{L}+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?(?:\s+(\d{4}))?$/u;
const WEEKDAY_BEFORE = /^(\p{L}+)\.?,?\s+(?=\d)/u;
const WORDS = new Map([
  ["today", 0],
  ["heute", 0],
  ["tomorrow", 1],
  ["morgen", 1],
  ["übermorgen", 2],
  ["yesterday", -1],
  ["gestern", -1],
]);

/** "2026-12-01" for what somebody typed, or null where it isn't a date that exists. */
export function readDay(text: string, { today, locale, lean = "ahead" }: Today): string | null {
  const typed = text.trim().toLocaleLowerCase(locale);
  const yearFirst = YEAR_FIRST.exec(typed);
  if (yearFirst !== null) return existing(Number(yearFirst[1]), Number(yearFirst[2]), Number(yearFirst[3]));
  const offset = WORDS.get(typed);
  if (offset !== undefined) return shifted(today, offset);
  const weekday = named(typed, weekdays(locale));
  if (weekday !== null) return nextWeekday(weekday, today, lean);
  const dated = stripWeekday(typed, locale);
  const found = byNumbers(dated, locale) ?? byName(dated, locale);
  if (found === null) return null;
  const { day, month, year } = found;
  return year === null ? nearest(day, month, today, lean) : existing(year, month, day);
}

/** "01.12.2026" or "12/01/2026": how a date stands in its field. */
export function showDay(day: string, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, {
    day: "2-digit",
    month: "2-digit",
    year: "numeric",
    timeZone: "UTC",
  });
  return format.format(noon(day));
}

/** "Tue, 1 December 2026": the same with nothing left open. */
export function sayDay(day: string, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, {
    weekday: "short",
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
  return format.format(noon(day));
}

export function orderOf(locale: string): Order {
  const parts = new Intl.DateTimeFormat(locale).formatToParts(0).map(({ type }) => type);
  return parts.indexOf("month") < parts.indexOf("day") ? "month-first" : "day-first";
}

interface Parts {
  day: number;
  month: number;
  year: number | null;
}

function byNumbers(typed: string, locale: string): Parts | null {
  const found = NUMBERS.exec(typed);
  if (found === null) return null;
  const [first, second] = [Number(found[1]), Number(found[2])];
  const given = found[3] === undefined ? null : Number(found[3]);
  const year = given !== null && given < 100 ? 2000 + given : given;
  const isMonthFirst = first <= 12 && (second > 12 || orderOf(locale) === "month-first");
  return isMonthFirst ? { day: second, month: first, year } : { day: first, month: second, year };
}

function byName(typed: string, locale: string): Parts | null {
  const plain = NAMED.exec(typed);
  const [, day, name, year] = plain ?? swapped(NAMED_FIRST.exec(typed)) ?? [];
  if (day === undefined || name === undefined) return null;
  const month = named(name, months(locale));
  return month === null ? null : { day: Number(day), month: month + 1, year: year === undefined ? null : Number(year) };
}

function swapped(found: RegExpExecArray | null): (string | undefined)[] | null {
  return found && [found[0], found[2], found[1], found[3]];
}

function stripWeekday(typed: string, locale: string): string {
  const found = WEEKDAY_BEFORE.exec(typed);
  return found?.[1] !== undefined && named(found[1], weekdays(locale)) !== null ? typed.slice(found[0].length) : typed;
}

/** Which of the names is meant: a whole one or its first letters, three at the least, two of a weekday in German. */
function named(word: string, names: readonly string[][]): number | null {
  const plain = word.replace(/\.$/, "");
  for (const few of names) {
    const at = few.findIndex((name) => name === plain || (plain.length >= 3 && name.startsWith(plain)));
    if (at >= 0) return at;
  }
  return null;
}

function months(locale: string): string[][] {
  return languages(locale).map((language) => names(language, { month: "long" }, 12, (at) => Date.UTC(2026, at, 1)));
}

/** Monday first. */
function weekdays(locale: string): string[][] {
  return languages(locale).flatMap((language) =>
    (["long", "short"] as const).map((weekday) => names(language, { weekday }, 7, (at) => Date.UTC(2026, 5, 1 + at))),
  );
}

function languages(locale: string): string[] {
  const own = locale.slice(0, 2);
  return own === "en" ? ["en", "de"] : [own, "en"];
}

function names(
  language: string,
  options: Intl.DateTimeFormatOptions,
  count: number,
  instant: (at: number) => number,
): string[] {
  const format = new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC" });
  return Array.from({ length: count }, (_, at) =>
    format.format(instant(at)).toLocaleLowerCase(language).replace(/\.$/, ""),
  );
}

function existing(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year >= 1970 && year < 2200;
  return isReal ? date.toISOString().slice(0, 10) : null;
}

function nearest(day: number, month: number, today: string, lean: Lean): string | null {
  const year = Number(today.slice(0, 4));
  const years =
    lean === "ahead" ? [year, year + 1, year + 2, year + 3, year + 4] : [year, year - 1, year - 2, year - 3, year - 4];
  const dates = years.map((one) => existing(one, month, day)).filter((date) => date !== null);
  return dates.find((date) => (lean === "ahead" ? date >= today : date <= today)) ?? null;
}

function nextWeekday(weekday: number, today: string, lean: Lean): string {
  const now = (noon(today).getUTCDay() + 6) % 7;
  const ahead = (weekday - now + 7) % 7;
  return shifted(today, lean === "ahead" ? ahead || 7 : ahead === 0 ? -7 : ahead - 7);
}

function shifted(day: string, days: number): string {
  return new Date(noon(day).getTime() + days * 86_400_000).toISOString().slice(0, 10);
}

function noon(day: string): Date {
  return new Date(`${day}T12:00:00Z`);
}
