import { expect, test } from "vitest";

import { type DueItem, firstOf, grouped } from "~/pages/home/groups";
import { crossed, levelsOf } from "~/pages/home/levelNews";

const item = (id: string, attention: DueItem["attention"], is_snoozed = false) =>
  ({ id, company: id, attention, is_snoozed }) as DueItem;

const counts = { owed: 0, promises_overdue: 0, ghosting: 0, overdue: 0, due_soon: 0, on_track: 0, snoozed: 0 };

test("the first items are the broken promises, as many as the server counts, whatever their level", () => {
  const items = [item("a", "ghosting"), item("b", "overdue"), item("c", "ghosting"), item("d", "on_track")];
  const { groups } = grouped({ items, counts: { ...counts, promises_overdue: 2 } });
  expect(groups.map(({ code, items }) => [code, items.map(({ id }) => id)])).toEqual([
    ["promises", ["a", "b"]],
    ["ghosting", ["c"]],
    ["on_track", ["d"]],
  ]);
});

test("what is snoozed stands apart, a broken promise too, and no group is empty", () => {
  const items = [item("a", "overdue", true), item("b", "due_soon"), item("c", "on_track", true)];
  const { groups, snoozed } = grouped({ items, counts: { ...counts, promises_overdue: 1 } });
  expect(groups.map(({ code }) => code)).toEqual(["due_soon"]);
  expect(snoozed.map(({ id }) => id)).toEqual(["a", "c"]);
});

test("a group says how many there are, however few of them are listed", () => {
  const items = [item("a", "ghosting"), item("b", "ghosting"), item("c", "overdue", true), item("d", "overdue")];
  const { groups } = grouped({ items, counts: { ...counts, ghosting: 138, overdue: 2 } });
  expect(firstOf(groups, 2).map(({ code, count }) => [code, count])).toEqual([["ghosting", 138]]);
  expect(groups.find(({ code }) => code === "overdue")?.count).toBe(1);
});

test("a long list begins with its first items, in whatever groups they are", () => {
  const items = ["a", "b", "c"].map((id) => item(id, "overdue")).concat(item("d", "on_track"));
  const { groups } = grouped({ items, counts });
  expect(firstOf(groups, 2).map(({ items }) => items.length)).toEqual([2]);
  expect(firstOf(groups, 4).map(({ items }) => items.length)).toEqual([3, 1]);
  expect(firstOf(groups, 99)).toEqual(groups);
});

test("only what has become more pressing is news", () => {
  const before = levelsOf([item("a", "on_track"), item("b", "overdue"), item("c", "due_soon")]);
  const now = [item("b", "ghosting"), item("a", "on_track"), item("c", "on_track"), item("new", "overdue")];
  expect(crossed(before, now)).toEqual([{ id: "b", company: "b", level: "ghosting" }]);
});
