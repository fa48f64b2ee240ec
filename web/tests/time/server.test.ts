/** What the server times is counted down by its clock, whatever the page's own says. */

import { expect, it } from "vitest";

import { hearTime, millisecondsUntil } from "~/time/server";

const NOON = Date.UTC(2026, 10, 23, 12, 0, 0);
const told = (at: number) => new Date(at).toUTCString();
const leaves = new Date(NOON + 10_000).toISOString();

it("a page whose clock is right counts by it", () => {
  hearTime(told(NOON), NOON + 700);
  expect(millisecondsUntil(leaves, NOON)).toBe(10_000);
});

it.each([
  ["an hour behind", -3_600_000],
  ["a minute ahead", 60_000],
])("a page whose clock is %s counts as the server does", (_, wrong) => {
  hearTime(told(NOON), NOON + wrong);
  expect(Math.abs(millisecondsUntil(leaves, NOON + wrong) - 10_000)).toBeLessThanOrEqual(500);
});

it("an answer without a date that can be read changes nothing", () => {
  hearTime(told(NOON), NOON);
  hearTime(null);
  hearTime("soon");
  expect(millisecondsUntil(leaves, NOON)).toBe(10_000);
});
