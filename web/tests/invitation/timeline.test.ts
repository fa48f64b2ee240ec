import { expect, test } from "vitest";

import { entriesOf, type HistoryEvent } from "~/pages/invitation/timeline";

function event(id: number, type: HistoryEvent["type"], given: Partial<HistoryEvent> = {}): HistoryEvent {
  return { id: `${id}`, at: `2026-11-23T10:0${id}:00Z`, type, actor: "person", detail: {}, ...given };
}

test("the newest stands first", () => {
  expect(entriesOf([event(1, "recorded"), event(2, "deleted")]).map(({ id }) => id)).toEqual(["2", "1"]);
});

test("what came of one act is one entry, in its order", () => {
  const at = "2026-11-23T10:00:00Z";
  const [entry, ...others] = entriesOf([event(1, "edited", { at }), event(2, "deadline_changed", { at })]);
  expect(others).toEqual([]);
  expect(entry?.events.map(({ type }) => type)).toEqual(["edited", "deadline_changed"]);
});

test("what the scheduler did at the same moment is its own entry", () => {
  const at = "2026-11-23T10:00:00Z";
  const entries = entriesOf([event(1, "edited", { at }), event(2, "flagged", { at, actor: "scheduler" })]);
  expect(entries.map(({ actor }) => actor)).toEqual(["scheduler", "person"]);
});

test("a draft saved again and again while it is written is told once, with how often", () => {
  const detail = { reply_id: "a", kind: "decline" };
  const history = [1, 2, 3].map((id) => event(id, "reply_edited", { detail }));
  const entries = entriesOf([...history, event(4, "reply_edited", { detail: { reply_id: "b", kind: "hold" } })]);
  expect(entries.map(({ times }) => times)).toEqual([1, 3]);
  expect(entries[1]?.at).toBe("2026-11-23T10:03:00Z");
});

test("an edit between two savings parts them", () => {
  const detail = { reply_id: "a", kind: "decline" };
  const entries = entriesOf([
    event(1, "reply_edited", { detail }),
    event(2, "snoozed"),
    event(3, "reply_edited", { detail }),
  ]);
  expect(entries.map(({ times }) => times)).toEqual([1, 1, 1]);
});
