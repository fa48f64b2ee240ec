/** Days on the calendar: plain local dates ("2026-12-01"), so that no change of clocks moves one. */

import { Temporal } from "temporal-polyfill";

export type View = "month" | "week";

const DAYS_IN_WEEK = 7;

/** As Intl counts them: 1 is Monday, 7 is Sunday. */
export interface WeekHabits {
  firstDay: number;
  weekend: readonly number[];
}

const USUAL: WeekHabits = { firstDay: 1, weekend: [6, 7] };

/** How weeks are where this locale is at home; from Monday on, where the browser can't say. */
export function weekHabits(locale: string): WeekHabits {
  const known = new Intl.Locale(locale) as Intl.Locale & { getWeekInfo?: () => WeekHabits; weekInfo?: WeekHabits };
  return known.getWeekInfo?.() ?? known.weekInfo ?? USUAL;
}

/** A date that exists, else null. */
export function readDate(text: string | undefined): string | null {
  if (text === undefined) return null;
  try {
    return Temporal.PlainDate.from(text).toString();
  } catch {
    return null;
  }
}

export function startOfWeek(date: string, firstDay: number): string {
  const day = Temporal.PlainDate.from(date);
  return day.subtract({ days: (day.dayOfWeek - firstDay + DAYS_IN_WEEK) % DAYS_IN_WEEK }).toString();
}

/** The weeks that a view shows around a date: that of the date, or all that its month touches. */
export function weeksAround(date: string, view: View, firstDay: number): string[][] {
  if (view === "week") return [week(startOfWeek(date, firstDay))];
  const month = Temporal.PlainDate.from(date).toPlainYearMonth();
  const last = month.toPlainDate({ day: month.daysInMonth }).toString();
  const weeks: string[][] = [];
  let start = startOfWeek(month.toPlainDate({ day: 1 }).toString(), firstDay);
  while (start <= last) {
    weeks.push(week(start));
    start = shift(start, { days: DAYS_IN_WEEK });
  }
  return weeks;
}

function week(start: string): string[] {
  return Array.from({ length: DAYS_IN_WEEK }, (_, days) => shift(start, { days }));
}

/** So many days or months on; where the month is too short, its last day. */
export function shift(date: string, by: { days?: number; months?: number }): string {
  return Temporal.PlainDate.from(date).add(by).toString();
}

/** From one page of a view to the next (1) or the one before (-1). */
export const turn = (date: string, view: View, pages: number): string =>
  shift(date, view === "week" ? { days: pages * DAYS_IN_WEEK } : { months: pages });

export const isSameMonth = (one: string, other: string) => one.slice(0, 7) === other.slice(0, 7);

/** 1 is Monday, 7 is Sunday. */
export const dayOfWeek = (date: string): number => Temporal.PlainDate.from(date).dayOfWeek;

/** Which days of the week are free: the account's own, where it says, else those of where it is at home. */
export function freeDays(workingDays: readonly number[] | null, habits: WeekHabits): ReadonlySet<number> {
  if (workingDays === null) return new Set(habits.weekend);
  return new Set([1, 2, 3, 4, 5, 6, 7].filter((day) => !workingDays.includes(day - 1)));
}
