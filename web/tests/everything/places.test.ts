import { expect, test } from "vitest";

import { PAGE_SIZE, type Places, placesAfter, rowCount } from "~/queries/lists";

const page = (rows: number, next: string | null) => ({
  items: Array.from({ length: rows }, () => ({}) as never),
  next_cursor: next,
});
const NOTHING: Places = { starts: [null], lastRows: null };

test("each page tells where the next one begins", () => {
  const one = placesAfter(NOTHING, 0, page(PAGE_SIZE, "b"));
  const two = placesAfter(one, 1, page(PAGE_SIZE, "c"));
  expect(two).toEqual({ starts: [null, "b", "c"], lastRows: null });
  expect(rowCount(two)).toBeGreaterThan(2 * PAGE_SIZE);
});

test("the last page makes the count exact", () => {
  const places = placesAfter({ starts: [null, "b"], lastRows: null }, 1, page(7, null));
  expect(rowCount(places)).toBe(PAGE_SIZE + 7);
});

test("a page that is read again as it was changes nothing", () => {
  const places: Places = { starts: [null, "b", "c"], lastRows: 3 };
  expect(placesAfter(places, 0, page(PAGE_SIZE, "b"))).toBe(places);
  expect(placesAfter(places, 2, page(3, null))).toBe(places);
});

test("a row that left moves the begin of the next page, and what lies further on stays until it is read", () => {
  const places = placesAfter({ starts: [null, "b", "c", "d"], lastRows: 9 }, 0, page(PAGE_SIZE, "b2"));
  expect(places).toEqual({ starts: [null, "b2", "c", "d"], lastRows: 9 });
});

test("a list that became shorter ends where the server says so", () => {
  const places = placesAfter({ starts: [null, "b", "c", "d"], lastRows: 9 }, 1, page(40, null));
  expect(places).toEqual({ starts: [null, "b"], lastRows: 40 });
});

test("a list that became longer is no longer known to its end", () => {
  const places = placesAfter({ starts: [null, "b"], lastRows: PAGE_SIZE }, 1, page(PAGE_SIZE, "c"));
  expect(places).toEqual({ starts: [null, "b", "c"], lastRows: null });
});
