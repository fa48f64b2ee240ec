import { describe, expect, it } from "vitest";

import { daysInWords, weekdayNames, weekdaysInOrder } from "~/parts/place/weekdays";

const range = (first: string, last: string) => `${first} to ${last}`;

describe("days of the week", () => {
  it("are counted from Monday, as the server does", () => {
    expect(weekdayNames("en-GB", "long")[0]).toBe("Monday");
    expect(weekdayNames("de", "long")[6]).toBe("Sonntag");
  });

  it("are all there, in whatever order the locale has them", () => {
    expect(weekdaysInOrder("en-US").toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it.each([
    [[0, 1, 2, 3, 4], "Monday to Friday"],
    [[6, 0, 1, 2, 3], "Sunday to Thursday"],
    [[0, 1, 2, 3, 4, 5], "Monday to Saturday"],
    [[1, 3], "Tuesday and Thursday"],
    [[0, 1, 3], "Monday, Tuesday and Thursday"],
    [[4], "Friday"],
  ])("%j is %s", (days, words) => {
    expect(daysInWords(days, "en-GB", range)).toBe(words);
  });

  it("name every day where every day is worked", () => {
    expect(daysInWords([0, 1, 2, 3, 4, 5, 6], "en-GB", range)).toContain("Sunday");
  });
});
