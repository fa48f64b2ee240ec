import { expect, test } from "vitest";

import { emptyDraft, readDraft } from "~/acts/answerDraft";
import { REASONS } from "~/acts/reasons";
import { snoozeChoices } from "~/acts/untilWhen";
import en from "~/locales/en/vocabulary.json";

const wall = { zone: "Europe/Berlin", language: "en" };
const until = (now: string, zone: string) =>
  Object.fromEntries(snoozeChoices(new Date(now), zone).map((choice) => [choice.key, choice.until]));

test("tomorrow is the account's tomorrow, not the browser's", () => {
  expect(until("2026-11-23T23:30:00Z", "Europe/Berlin").tomorrow).toBe("2026-11-25");
  expect(until("2026-11-23T23:30:00Z", "America/New_York").tomorrow).toBe("2026-11-24");
});

test("a day is a day where the clocks change", () => {
  const choices = until("2026-10-24T22:30:00Z", "Europe/Berlin");
  expect(choices).toEqual({ hours: "2026-10-25T01:30:00.000Z", tomorrow: "2026-10-26", in_two_days: "2026-10-27" });
});

test("next Monday isn't offered where it is tomorrow or the day after", () => {
  const days = ["2026-11-27", "2026-11-28", "2026-11-29", "2026-11-30"];
  expect(days.map((day) => until(`${day}T10:00:00Z`, "UTC").next_week)).toEqual([
    "2026-11-30",
    undefined,
    undefined,
    "2026-12-07",
  ]);
});

test("every reason has its words, and each is offered once", () => {
  expect(REASONS.toSorted()).toEqual(Object.keys(en.reason).toSorted());
  expect(REASONS.at(-1)).toBe("undisclosed");
});

test("an answer without a time was given just now, and says only what belongs to its kind", () => {
  const draft = { ...emptyDraft("accept"), reason: "salary" as const, promisedBy: { day: "2026-12-01", time: "" } };
  expect(readDraft(draft, wall)).toEqual({
    answer: { kind: "accept", reason: null, answered_at: null, promised_by: null, note: null },
  });
});

test("a promise needs a day, which alone stays a date, and with a time is an instant in the account's zone", () => {
  const draft = emptyDraft("hold");
  expect(readDraft(draft, wall)).toEqual({ problems: { promised_by: "missing_day" } });
  const promised = (time: string) => readDraft({ ...draft, promisedBy: { day: "2026-12-01", time } }, wall);
  expect(promised("")).toMatchObject({ answer: { promised_by: "2026-12-01" } });
  expect(promised("12:00")).toMatchObject({ answer: { promised_by: "2026-12-01T12:00:00+01:00" } });
});

test("every moment that can't be read is told at once", () => {
  const draft = {
    ...emptyDraft("hold"),
    answeredAt: { day: "45.13.", time: "9:00" },
    promisedBy: { day: "x", time: "" },
  };
  expect(readDraft(draft, wall)).toEqual({
    problems: { answered_at: "unreadable_day", promised_by: "unreadable_day" },
  });
});
