import { describe, expect, it } from "vitest";

import { asked, freshWish, isSame, wishOf } from "~/pages/compose/wish";
import type { Reply } from "~/queries/replies";

const fresh = freshWish("decline", "en");

describe("a wish", () => {
  it("asks only for what its kind and reason have a use for", () => {
    const wish = {
      ...fresh,
      reason: "salary" as const,
      facts: { my_salary: " 70k ", place: "Berlin", their_salary: " " },
      promisedBy: "2026-12-01",
      slots: ["2026-12-01T09:00:00Z"],
      referral: "  ",
    };
    expect(asked(wish)).toEqual({
      kind: "decline",
      reason: "salary",
      tone: "neutral",
      language: "en",
      keep_in_touch: false,
      variation: 0,
      my_salary: "70k",
    });
    expect(asked({ ...wish, kind: "hold", keepInTouch: true })).toMatchObject({
      reason: "undisclosed",
      keep_in_touch: false,
      promised_by: "2026-12-01",
    });
  });

  it("says what to keep in touch about only where the door is open", () => {
    const wish = { ...fresh, keepInTouchAbout: " research " };
    expect(asked(wish)).not.toHaveProperty("keep_in_touch_about");
    expect(asked({ ...wish, keepInTouch: true })).toMatchObject({ keep_in_touch_about: "research" });
  });

  it("sends hours as a number", () => {
    expect(asked({ ...fresh, reason: "process_load", facts: { hours: "6" } })).toMatchObject({ hours: 6 });
  });

  it("is known again from the draft that was made of it", () => {
    const wish = {
      ...fresh,
      kind: "reschedule" as const,
      details: "I am travelling.",
      slots: ["2026-12-01T10:00:00+01:00", "2026-12-02T10:00:00+01:00"],
    };
    const stored = {
      kind: "reschedule",
      reason: "undisclosed",
      details: "I am travelling.",
      tone: "neutral",
      language: "en",
      options: {
        variation: 0,
        keep_in_touch: false,
        slots: ["2026-12-01T09:00:00+00:00", "2026-12-02T09:00:00+00:00"],
      },
    } as unknown as Reply;
    expect(isSame(wishOf(stored), wish)).toBe(true);
    expect(isSame(wishOf(stored), { ...wish, tone: "warm" })).toBe(false);
  });
});
