import { expect, test } from "vitest";

import { cadenceKey, readDays } from "~/pages/people/cadence";
import { differences, said } from "~/pages/people/fields";
import { groupedPeople } from "~/pages/people/groups";
import { laterChoices } from "~/pages/people/later";
import { readSpoken } from "~/pages/people/spoken";
import type { Contact } from "~/queries/contacts";
import { dateAt, daysBetween, distanceInWords } from "~/time/distance";
import { todayIn } from "~/time/wall";

const CLEO: Contact = {
  id: "1",
  name: "Cleo Park",
  email: null,
  company: "Acme",
  role: null,
  link: null,
  notes: null,
  met_by: null,
  invitation_id: null,
  cadence_days: null,
  spoke_at: null,
  speak_on: null,
  is_due: false,
  version: 1,
  created_at: "2026-11-20T09:00:00Z",
  updated_at: "2026-11-20T09:00:00Z",
};

test("a distance is told in days, then weeks, then months, then years, both ways", () => {
  const words = [0, 1, -1, 13, 14, -21, 62, 63, -180, 700, 731].map((days) => distanceInWords(days, "en-GB"));
  expect(words).toEqual([
    "today",
    "tomorrow",
    "yesterday",
    "in 13 days",
    "in 2 weeks",
    "3 weeks ago",
    "in 9 weeks",
    "in 2 months",
    "6 months ago",
    "in 23 months",
    "in 2 years",
  ]);
  expect(distanceInWords(-21, "de")).toBe("vor 3 Wochen");
});

test("days are counted by the calendar, also where the clocks change", () => {
  expect(daysBetween("2026-10-24", "2026-10-26")).toBe(2);
  expect(daysBetween("2026-03-30", "2026-03-28")).toBe(-2);
});

test("today is that of the account's zone, not the browser's", () => {
  const late = new Date("2026-11-23T23:30:00Z");
  expect(dateAt(late, "Europe/Berlin")).toBe("2026-11-24");
  expect(dateAt(late, "America/New_York")).toBe("2026-11-23");
});

test("a turn put off by months stays within the month that is meant", () => {
  expect(laterChoices("2026-11-30").map(({ day }) => day)).toEqual(["2026-12-07", "2026-12-30", "2027-02-28"]);
});

test("a cadence is one of the usual ones, one's own number, or none", () => {
  expect([90, 180, 365, 45, null].map(cadenceKey)).toEqual(["three_months", "six_months", "year", "own", "none"]);
  expect(["45", " 1 ", "3660", "0", "3661", "1.5", "-3", "", "two"].map(readDays)).toEqual([
    45,
    1,
    3_660,
    null,
    null,
    null,
    null,
    null,
    null,
  ]);
});

test("that one spoke just now is left to the server's clock; another day is its noon in the account's zone", () => {
  const wall = { zone: "Pacific/Auckland", language: "en" };
  const draft = { note: " ", day: "", medium: null };
  expect(readSpoken(draft, wall)).toEqual({ spoken: { spoke_at: null, medium: null, note: null } });
  const today = todayIn(wall.zone);
  expect(readSpoken({ ...draft, day: today }, wall)).toMatchObject({ spoken: { spoke_at: null } });
  expect(readSpoken({ ...draft, day: "2026-07-01", note: " hello\n" }, wall)).toEqual({
    spoken: { spoke_at: "2026-07-01T12:00:00+12:00", medium: null, note: "hello" },
  });
  expect(readSpoken({ ...draft, day: "31.2." }, wall)).toEqual({ problem: "unreadable_day" });
});

test("people are listed under what the server says of them, in its order", () => {
  const due = { ...CLEO, id: "2", speak_on: "2026-11-01", is_due: true };
  const ahead = { ...CLEO, id: "3", speak_on: "2027-05-01" };
  const ids = (areDeleted: boolean) =>
    groupedPeople([due, ahead, CLEO], areDeleted).map(({ code, people }) => [code, people.map(({ id }) => id)]);
  expect(ids(false)).toEqual([
    ["due", ["2"]],
    ["ahead", ["3"]],
    ["no_day", ["1"]],
  ]);
  expect(ids(true)).toEqual([["deleted", ["2", "3", "1"]]]);
});

test("only what a person could see makes a race of two versions", () => {
  const noted = { ...CLEO, version: 2, spoke_at: "2026-11-22T09:00:00Z", updated_at: "2026-11-22T09:00:00Z" };
  expect(differences(CLEO, noted)).toEqual([]);
  expect(differences(CLEO, { ...noted, role: "Director" })).toEqual([{ name: "role", from: null, to: "Director" }]);
});

test("blanks say nothing, and are kept in notes alone", () => {
  expect([said("role", "  "), said("role", " Director "), said("notes", " as it was \n")]).toEqual([
    null,
    "Director",
    " as it was \n",
  ]);
});
