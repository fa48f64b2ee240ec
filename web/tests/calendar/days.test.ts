import { expect, test } from "vitest";

import { freeDays, readDate, shift, startOfWeek, turn, weekHabits, weeksAround } from "~/pages/calendar/days";

const MONDAY = 1;
const SUNDAY = 7;

test("a month shows whole weeks, from the one of its first day to the one of its last", () => {
  const weeks = weeksAround("2026-11-23", "month", MONDAY);
  expect(weeks).toHaveLength(6);
  expect([weeks[0]?.[0], weeks.at(-1)?.at(-1)]).toEqual(["2026-10-26", "2026-12-06"]);
});

test("a February that begins with the week has four weeks", () => {
  expect(weeksAround("2027-02-10", "month", MONDAY)).toHaveLength(4);
});

test("where weeks begin on Sunday, they do so here", () => {
  expect(weeksAround("2026-11-01", "week", SUNDAY)).toEqual([
    ["2026-11-01", "2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05", "2026-11-06", "2026-11-07"],
  ]);
  expect(startOfWeek("2026-11-01", MONDAY)).toBe("2026-10-26");
});

test.each(["2026-03-29", "2026-10-25", "2026-03-08", "2026-11-01"])(
  "the change of clocks on %s makes no day twice",
  (day) => {
    const days = weeksAround(day, "month", MONDAY).flat();
    expect(new Set(days).size).toBe(days.length);
    expect(days.every((date, at) => at === 0 || date === shift(days[at - 1] ?? "", { days: 1 }))).toBe(true);
  },
);

test("from the 31st, the next month's last day follows", () => {
  expect(turn("2027-01-31", "month", 1)).toBe("2027-02-28");
  expect(turn("2028-01-31", "month", 1)).toBe("2028-02-29");
  expect(turn("2026-12-30", "week", 1)).toBe("2027-01-06");
});

test("a date that doesn't exist is none", () => {
  expect([readDate("2026-02-30"), readDate("tomorrow"), readDate(undefined)]).toEqual([null, null, null]);
});

test("the account's own working days decide what is free, else the country's weekend", () => {
  const habits = { firstDay: 1, weekend: [6, 7] };
  expect([...freeDays([0, 1, 2, 3, 6], habits)]).toEqual([5, 6]);
  expect([...freeDays(null, habits)]).toEqual([6, 7]);
});

test("weeks are as the locale has them", () => {
  expect(weekHabits("de").firstDay).toBe(MONDAY);
  expect(weekHabits("en-US").firstDay).toBe(SUNDAY);
});
