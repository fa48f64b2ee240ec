import { describe, expect, test } from "vitest";

import { suggestionsOf } from "~/pages/invitation/suggestions";

describe("what a message seems to say", () => {
  test("the turn comes first, then the times, then each time that is proposed, once", () => {
    const first = "2026-12-01T14:00:00Z";
    const second = "2026-12-02T09:00:00Z";
    expect(
      suggestionsOf({ respond_by: "2026-11-27", kind: "offer", interview_at: first, slots: [first, second] }),
    ).toEqual([
      { what: "turn", turn: "offer" },
      { what: "time", field: "interview_at", value: first },
      { what: "time", field: "respond_by", value: "2026-11-27" },
      { what: "time", field: "interview_at", value: second },
    ]);
  });

  test("a proposed day without a time is no interview that could be taken over", () => {
    expect(suggestionsOf({ slots: ["2026-12-01"] })).toEqual([]);
  });

  test.each([undefined, null, "cancellation", { kind: "invitation" }, { kind: 3, respond_by: null, slots: "soon" }])(
    "%j says nothing",
    (suggests) => expect(suggestionsOf(suggests)).toEqual([]),
  );
});
