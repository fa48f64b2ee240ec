/** What is on its way is the server's to say; what was closed here is closed until it fails anew, and no longer. */

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, renderHook } from "@testing-library/react";
import { createElement, type ReactNode } from "react";
import { afterEach, beforeEach, expect, it } from "vitest";

import { lookAgain, noteSending, sendingsQuery, useLetGo, useSendings } from "~/queries/sendings";
import { forgetWords } from "~/queries/words";

type Listed = ReturnType<typeof useSendings>["sendings"][number];

const one = (id: string, state: Listed["state"], send_at: string | null = null): Listed => ({
  reply_id: id,
  invitation_id: `invitation of ${id}`,
  company: "Acme",
  role: null,
  kind: "decline",
  state,
  subject: "Interview",
  recipient: "cleo@acme.example",
  approved_at: null,
  send_at,
  error: null,
});

let client: QueryClient;
beforeEach(() => {
  sessionStorage.clear();
  client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
});
afterEach(() => {
  cleanup();
  client.clear();
});

/** The store tells of what changed a moment later. */
const after = (happening: () => void) =>
  act(async () => {
    happening();
    await new Promise((done) => setTimeout(done, 1));
  });
const told = (...some: Listed[]) => after(() => void client.setQueryData(sendingsQuery.queryKey, some));
const wrapper = ({ children }: { children: ReactNode }) => createElement(QueryClientProvider, { client }, children);
const shown = () => renderHook(useSendings, { wrapper }).result;
const ids = ({ current: { sendings } }: ReturnType<typeof shown>) => sendings.map(({ reply_id: id }) => id);

it("a failure that was closed stays closed over a reload, and nothing else can be closed", async () => {
  await told(one("a", "failed"), one("b", "approved"));
  const first = shown();
  act(() => first.current.close("a"));
  act(() => first.current.close("b"));
  expect(ids(first)).toEqual(["b"]);
  cleanup();
  expect(ids(shown())).toEqual(["b"]);
});

it("what is sent again and fails again is told again", async () => {
  await told(one("a", "failed"));
  const sendings = shown();
  act(() => sendings.current.close("a"));
  expect(ids(sendings)).toEqual([]);
  await told(one("a", "approved"));
  expect(ids(sendings)).toEqual(["a"]);
  await told(one("a", "failed"));
  expect(ids(sendings)).toEqual(["a"]);
});

it("whoever signs out leaves nothing behind", async () => {
  await told(one("a", "failed"));
  const sendings = shown();
  act(() => sendings.current.close("a"));
  expect(sessionStorage).toHaveLength(1);
  forgetWords();
  expect(sessionStorage).toHaveLength(0);
});

it("what was meddled with is nothing", async () => {
  for (const junk of ["{", "7", '{"a":1}', "[1,null]", "null"]) {
    sessionStorage.setItem("replyby-closed-failures", junk);
    await told(one("a", "failed"));
    expect(ids(shown())).toEqual(["a"]);
    cleanup();
  }
});

it("what was taken back or arrived is gone at once, before the server is asked", async () => {
  await told(one("a", "approved"), one("b", "sending"), one("c", "sending"));
  const sendings = shown();
  await after(() => noteSending(client, { id: "a", state: "draft" }));
  await after(() => noteSending(client, { id: "b", state: "sent" }));
  await after(() => noteSending(client, { id: "c", state: "outcome_unknown" }));
  expect(sendings.current.sendings.map(({ reply_id: id, state }) => [id, state])).toEqual([["c", "outcome_unknown"]]);
});

it("while one may have gone out, no other is let go to the same people", async () => {
  await told(one("a", "failed"), one("b", "outcome_unknown"));
  const letGo = (id: string) => renderHook(() => useLetGo(id), { wrapper }).result.current?.reply_id;
  expect([letGo("invitation of a"), letGo("invitation of b")]).toEqual([undefined, "b"]);
});

it("it is looked at each second while one is leaving, and seldom while all wait for another try", () => {
  const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
  const now = new Date().toISOString();
  expect(lookAgain([one("a", "failed"), one("b", "outcome_unknown")])).toBeUndefined();
  expect(lookAgain([one("a", "approved", inAnHour)])).toBe(15_000);
  expect(lookAgain([one("a", "approved", inAnHour), one("b", "approved", now)])).toBe(1_000);
  expect(lookAgain([one("a", "sending")])).toBe(1_000);
});
