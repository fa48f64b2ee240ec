/** The span that the address names, and what the server is asked. */

import { describe, expect, it } from "vitest";

import { type Period, readPeriod, spanOf, writePeriod } from "~/pages/insights/period";

const periods: Period[] = [
  { kind: "year" },
  { kind: "quarter" },
  { kind: "all" },
  { kind: "own", from: "2026-01-15", to: "2026-02-28" },
  { kind: "own", from: null, to: "2026-02-28" },
  { kind: "own", from: null, to: null },
];

describe("an address", () => {
  it.each(periods)("names a period, and leads back to it: %j", (period) => {
    expect(readPeriod({ ...writePeriod(period) })).toEqual(period);
  });

  it.each([{}, { period: "fortnight" }, { from: "yesterday" }, { from: "2026-02-31x" }, { to: 2026 }])(
    "that means nothing is the usual year: %j",
    (search) => {
      expect(readPeriod(search)).toEqual({ kind: "year" });
    },
  );
});

describe("the server", () => {
  it("decides itself which months a year is", () => {
    expect(spanOf({ kind: "year" }, "2026-11-23")).toEqual({});
  });

  it("is asked for three calendar months, the present one included, across the turn of a year too", () => {
    expect(spanOf({ kind: "quarter" }, "2026-11-30")).toEqual({ from: "2026-09-01" });
    expect(spanOf({ kind: "quarter" }, "2027-01-31")).toEqual({ from: "2026-11-01" });
  });

  it("is asked for everything, or for the dates that the person gave", () => {
    expect(spanOf({ kind: "all" }, "2026-11-23")).toEqual({ all: true });
    expect(spanOf({ kind: "own", from: null, to: "2026-02-28" }, "2026-11-23")).toEqual({ to: "2026-02-28" });
  });
});
