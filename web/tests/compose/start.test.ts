import { describe, expect, it } from "vitest";

import { startOf } from "~/pages/compose/start";
import { freshWish } from "~/pages/compose/wish";
import type { Invitation } from "~/queries/invitations";
import type { Reply } from "~/queries/replies";

const invitation = (...permitted: string[]) => ({ id: "i", permitted_answers: permitted }) as unknown as Invitation;
const draft = (id: string, kind: string, more: object = {}) =>
  ({
    id,
    kind,
    reason: "undisclosed",
    details: null,
    tone: "neutral",
    language: "en",
    options: {},
    subject: "S",
    body: `${id}\r\n.`,
    state: "draft",
    version: 3,
    ...more,
  }) as unknown as Reply;
const open = invitation("decline", "hold", "reschedule", "accept");
const begin = (given: Partial<Parameters<typeof startOf>[0]>) =>
  startOf({ invitation: open, replies: [], search: {}, language: "de", kept: null, ...given });

describe("taking a reply up", () => {
  it("begins with a decline in the account's language, or the kind that was asked for and is possible", () => {
    expect(begin({}).wish).toEqual(freshWish("decline", "de"));
    expect(begin({ search: { kind: "hold" } }).wish.kind).toBe("hold");
    expect(begin({ search: { kind: "withdraw" } }).wish.kind).toBe("decline");
    expect(begin({ invitation: invitation("reschedule", "withdraw") }).wish.kind).toBe("withdraw");
    expect(begin({ invitation: invitation() }).wish.kind).toBe("check_in");
  });

  it.each(["approved", "sending", "outcome_unknown"])(
    "comes first to a reply that is %s, whichever was asked for",
    (state) => {
      const replies = [draft("a", "decline", { state }), draft("b", "accept")];
      const start = begin({ replies, search: { reply: "b" } });
      expect([start.gone?.id, start.draft?.id]).toEqual(["a", "b"]);
      expect(
        begin({ replies, kept: { wish: freshWish("decline", "en"), words: { subject: "S", body: "B" } } }).gone?.id,
      ).toBe("a");
    },
  );

  it("goes on with one that couldn't be sent, as with a draft", () => {
    const replies = [draft("a", "decline", { state: "failed" })];
    expect(begin({ replies })).toMatchObject({ draft: { id: "a" }, gone: null });
  });

  it("goes on with the newest draft, or the one asked for, but never with what was sent", () => {
    const replies = [draft("a", "decline"), draft("b", "accept"), draft("c", "decline", { state: "sent" })];
    expect(begin({ replies }).draft?.id).toBe("b");
    expect(begin({ replies, search: { kind: "decline" } }).draft?.id).toBe("a");
    expect(begin({ replies, search: { reply: "a" } }).draft?.id).toBe("a");
    expect(begin({ replies, search: { kind: "hold" } }).draft).toBeNull();
    expect(begin({ replies }).words?.body).toBe("b\n.");
  });

  it("puts words back that never reached the server, before anything else", () => {
    const kept = {
      wish: freshWish("accept", "en"),
      words: { subject: "S", body: "Mine." },
      draft: { id: "a", version: 2 },
    };
    const start = begin({ kept, replies: [draft("a", "accept"), draft("b", "decline")], search: { kind: "decline" } });
    expect([start.words?.body, start.wish.kind, start.wasKept]).toEqual(["Mine.", "accept", true]);
    // The version that they were written on: whoever stored since wins the race, and the person is told.
    expect([start.draft?.id, start.draft?.version]).toEqual(["a", 2]);
  });

  it("knows the draft again of which only the answer was lost", () => {
    const own = draft("a", "decline", { body: "Mine." });
    const kept = { wish: freshWish("decline", "en"), words: { subject: "S", body: "Mine." }, draft: null };
    expect(begin({ kept, replies: [own, draft("b", "decline")] }).draft).toBe(own);
    expect(begin({ kept, replies: [draft("b", "decline")] }).draft).toBeNull();
  });

  it.each([
    42,
    "text",
    {},
    { wish: {}, words: {} },
    { wish: { kind: "decline", language: "en" }, words: { subject: 1, body: "x" } },
  ])("takes nothing from storage that isn't a letter: %j", (kept) => {
    expect(begin({ kept }).wasKept).toBe(false);
  });
});
