import { describe, expect, it } from "vitest";

import { Problem } from "~/api/client";
import { begin, letterAfter } from "~/pages/compose/letter";
import { staleness } from "~/pages/compose/staleness";
import { asked, freshWish } from "~/pages/compose/wish";

const fresh = freshWish("decline", "en");
const words = { subject: "Interview", body: "No, thank you." };
const declined = letterAfter(begin(fresh, null), { type: "composed", wanted: asked(fresh), words });
const promising = letterAfter(declined, { type: "wished", changes: { kind: "hold" } });
const own = letterAfter(declined, { type: "edited", words: { body: "Mine." } });
const ownPromising = letterAfter(own, { type: "wished", changes: { kind: "hold" } });

const still = { isComposing: false, refusal: null };
const refused = (status: number) => ({
  isComposing: false,
  refusal: new Problem(status, { type: "urn:replyby:problem:promise-needed", title: "Promise needed", status }),
});

describe("the words of a choice before", () => {
  it("are current until the choices change", () => {
    expect(staleness(declined, still)).toBeNull();
  });

  it("never stand for a choice that has no letter yet", () => {
    expect(staleness(promising, refused(422))).toBe("missing");
    expect(staleness(promising, refused(409))).toBe("missing");
  });

  it("are stale while the next ones are on their way, and where the server can't be asked", () => {
    expect(staleness(promising, { isComposing: true, refusal: null })).toBe("writing");
    expect(staleness(promising, refused(503))).toBe("unreachable");
    expect(staleness(promising, still)).toBe("unreachable");
  });
});

describe("words of one's own", () => {
  it("may stand beside newer choices, but not beside those of which there can be no letter", () => {
    expect(staleness(ownPromising, still)).toBeNull();
    expect(staleness(ownPromising, refused(422))).toBe("missing");
  });

  it("don't go out in the moment before it is known what the newer choices lead to", () => {
    expect(staleness(ownPromising, { isComposing: true, refusal: null })).toBe("writing");
  });

  it("go out without the server, as the choices they were written for", () => {
    expect(staleness(own, refused(503))).toBeNull();
    expect(staleness(own, { isComposing: true, refusal: null })).toBeNull();
  });
});
