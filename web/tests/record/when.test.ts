import { describe, expect, test } from "vitest";

import { readDay, showDay } from "~/parts/when/day";
import { readTime } from "~/parts/when/time";
import { readWhen, typedOf } from "~/parts/when/when";

/** A Monday. */
const today = "2026-11-23";
const inGerman = (text: string, lean?: "ahead" | "back") => readDay(text, { today, locale: "de-DE", lean });
const inEnglish = (text: string, locale = "en-GB") => readDay(text, { today, locale });

describe("a date is read as people write it", () => {
  test.each([
    ["2026-12-01", "2026-12-01"],
    ["1.12.", "2026-12-01"],
    ["1.12", "2026-12-01"],
    ["01.12.26", "2026-12-01"],
    ["1.12.2026", "2026-12-01"],
    ["1. Dezember", "2026-12-01"],
    ["1. März", "2027-03-01"],
    ["Di, 1.12.", "2026-12-01"],
    ["Dienstag, 1. Dez. 2026", "2026-12-01"],
    ["heute", "2026-11-23"],
    ["morgen", "2026-11-24"],
    ["Freitag", "2026-11-27"],
    ["fr", "2026-11-27"],
    ["Montag", "2026-11-30"],
    ["29.2.", "2028-02-29"],
  ])("%s in German is %s", (text, day) => expect(inGerman(text)).toBe(day));

  test.each([
    ["1/12/2026", "en-GB", "2026-12-01"],
    ["12/1/2026", "en-US", "2026-12-01"],
    ["13/12", "en-US", "2026-12-13"],
    ["12/13", "en-GB", "2026-12-13"],
    ["1 Dec", "en-GB", "2026-12-01"],
    ["Dec 1st, 2026", "en-US", "2026-12-01"],
    ["tomorrow", "en-GB", "2026-11-24"],
    ["next year", "en-GB", null],
    ["31/02/2026", "en-GB", null],
    ["1.13.2026", "en-GB", "2026-01-13"],
    ["32.12.", "en-GB", null],
    ["", "en-GB", null],
    ["May", "en-GB", null],
    ["constructor", "en-GB", null],
  ])("%s in %s is %s", (text, locale, day) => expect(inEnglish(text, locale)).toBe(day));

  test("what lies behind is looked for behind", () => {
    expect(inGerman("1.12.", "back")).toBe("2025-12-01");
    expect(inGerman("Freitag", "back")).toBe("2026-11-20");
  });

  test("what is shown is read again as the same date, in every way of writing", () => {
    for (const locale of ["de-DE", "en-GB", "en-US", "de-CH", "en-CA", "en-ZA"])
      for (const day of ["2026-01-02", "2026-12-31", "2028-02-29"])
        expect(readDay(showDay(day, locale), { today, locale })).toBe(day);
  });
});

test.each([
  ["15:00", "15:00"],
  ["15.30", "15:30"],
  ["1530", "15:30"],
  ["930", "09:30"],
  ["9", "09:00"],
  ["9 Uhr", "09:00"],
  ["3 pm", "15:00"],
  ["12:15am", "00:15"],
  ["12 p.m.", "12:00"],
  ["24:00", null],
  ["15:75", null],
  ["13 pm", null],
  ["soon", null],
])("the time %s is %s", (text, time) => expect(readTime(text)).toBe(time));

describe("a typed moment is an instant of the account's zone", () => {
  const wall = { zone: "Europe/Berlin", language: "de" };
  test("in winter and in summer", () => {
    expect(readWhen({ day: "1.12.2026", time: "15" }, wall)).toBe("2026-12-01T15:00:00+01:00");
    expect(readWhen({ day: "1.7.2026", time: "15:00" }, wall)).toBe("2026-07-01T15:00:00+02:00");
  });
  test("a date alone does only where that is enough", () => {
    expect(readWhen({ day: "1.12.2026", time: "" }, wall)).toEqual({ problem: "missing_time" });
    expect(readWhen({ day: "1.12.2026", time: "" }, { ...wall, dayAlone: true })).toBe("2026-12-01");
  });
  test("what can't be read is said to be unreadable, and nothing is nothing", () => {
    expect(readWhen({ day: "bald", time: "" }, wall)).toEqual({ problem: "unreadable_day" });
    expect(readWhen({ day: "1.12.2026", time: "spät" }, wall)).toEqual({ problem: "unreadable_time" });
    expect(readWhen({ day: "", time: "15:00" }, wall)).toEqual({ problem: "missing_day" });
    expect(readWhen({ day: " ", time: "" }, wall)).toBeNull();
  });
  test("what the server says comes back unchanged", () => {
    for (const instant of ["2026-12-01T15:00:00+01:00", "2026-07-01T23:30:00+02:00"])
      expect(readWhen(typedOf(instant, wall), wall)).toBe(instant);
    expect(readWhen(typedOf("2026-12-01", wall), { ...wall, dayAlone: true })).toBe("2026-12-01");
  });
});
