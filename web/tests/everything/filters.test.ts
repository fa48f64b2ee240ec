import { expect, test } from "vitest";

import { asked, filterCount, readSearch, writeSearch } from "~/pages/everything/filters";

test("an address says again what was read from it", () => {
  const address = {
    q: "data",
    status: "declined,closed",
    attention: "ghosting,overdue",
    company: "Acme",
    tag: "berlin",
    received_from: "2026-11-01",
    received_to: "2026-11-30",
    deleted: true as const,
    sort: "company",
  };
  expect(writeSearch(readSearch(address))).toEqual(address);
});

test("what nobody chose stands in no address", () => {
  expect(Object.values(writeSearch(readSearch({}))).every((value) => value === undefined)).toBe(true);
});

test("what an address can't mean is left out instead of refused", () => {
  const wanted = readSearch({
    status: "declined,nonsense",
    attention: "x",
    received_from: "2026-13-45",
    sort: "salary",
  });
  expect(asked(wanted)).toEqual({ status: ["declined"], sort: "-received_at" });
});

test("each value counts as a filter, and neither the search nor the order does", () => {
  const wanted = readSearch({ q: "a", sort: "company", attention: "overdue,ghosting", received_from: "2026-11-01" });
  expect(filterCount(wanted)).toBe(3);
});
