import { expect, test } from "vitest";

import { isTouched } from "~/app/live";

const query = (queryKey: readonly unknown[], data?: unknown) => ({ queryKey, state: { data } }) as never;
const changed = (ids: string[] | null) => ({ what: "invitation" as const, ids, types: null });

test("a change of one invitation touches every list, and of the single ones its own alone", () => {
  const touched = (key: readonly unknown[]) => isTouched(query(key), changed(["a"]));
  expect(touched(["invitations", "due"])).toBe(true);
  expect(touched(["invitations", "page", {}, null])).toBe(true);
  expect(touched(["insights", {}])).toBe(true);
  expect(["one", "events", "steps"].map((part) => touched(["invitations", part, "a"]))).toEqual([true, true, true]);
  expect(["one", "events", "steps"].map((part) => touched(["invitations", part, "b"]))).toEqual([false, false, false]);
  expect(touched(["replies", "of", "a"])).toBe(true);
  expect(touched(["replies", "of", "b"])).toBe(false);
  expect(touched(["me"])).toBe(false);
});

test("a reply is touched with the invitation that it belongs to", () => {
  const reply = query(["replies", "one", "r"], { invitation_id: "a" });
  expect(isTouched(reply, changed(["a"]))).toBe(true);
  expect(isTouched(reply, changed(["b"]))).toBe(false);
});

test("whatever happens to an invitation may have happened to a reply that is on its way", () => {
  expect(isTouched(query(["replies", "sendings"]), changed(["b"]))).toBe(true);
});

test("where any invitation may have changed, all of them are touched", () => {
  expect(isTouched(query(["invitations", "one", "b"]), changed(null))).toBe(true);
  expect(isTouched(query(["replies", "of", "b"]), changed(null))).toBe(true);
});

test("other sorts touch what is kept under their own names", () => {
  const touched = (what: "profile" | "channel", key: string) =>
    isTouched(query([key]), { what, ids: null, types: null });
  expect([touched("profile", "me"), touched("profile", "invitations"), touched("profile", "channels")]).toEqual([
    true,
    true,
    false,
  ]);
  expect([touched("channel", "channels"), touched("channel", "me")]).toEqual([true, false]);
});

test("a message that waits touches every list of messages, one that was placed those of its invitation", () => {
  const touched = (key: readonly unknown[], what: "message" | "invitation", ids: string[] | null) =>
    isTouched(query(key), { what, ids, types: null });
  expect(touched(["messages", "list", "waiting"], "message", null)).toBe(true);
  expect(touched(["messages", "of", "a"], "invitation", ["a"])).toBe(true);
  expect(touched(["messages", "of", "a"], "invitation", ["b"])).toBe(false);
  expect(touched(["messages", "list", "waiting"], "invitation", ["a"])).toBe(false);
});
