import { describe, expect, it } from "vitest";

import { carried, marksWords, nameOf, neighbour, place, type Placed, stretches } from "~/pages/compose/spans";
import type { Finding } from "~/queries/replies";
import { inUnits } from "~/text/spans";

/** A finding at the code points of `excerpt` in `text`, as the server would count them. */
function finding(text: string, excerpt: string, more: Partial<Finding> = {}): Finding {
  const unit = text.indexOf(excerpt);
  const start = Array.from(text.slice(0, unit)).length;
  return {
    rule: "blunt",
    severity: "warn",
    principle: "stay_polite",
    start,
    end: start + Array.from(excerpt).length,
    excerpt,
    why: "Because.",
    suggestion: null,
    edit: null,
    ...more,
  };
}

const shown = (text: string, placed: readonly Placed[]) => placed.map(({ span }) => text.slice(span.start, span.end));

describe("places of findings", () => {
  it.each([
    ["plain", "I am not interested."],
    ["an emoji before it", "Hi 😀, I am not interested."],
    ["a family of seven code points", "👨‍👩‍👧‍👦 says: not interested"],
    ["a flag and a skin tone", "🇩🇪 👍🏽 not interested"],
    ["umlauts of one code point", "Grüße, not interested"],
    ["umlauts of two code points", "Gru\u0308ße, not interested"],
    ["many accents upon one letter", `e${"\u0301".repeat(20)} not interested`],
    ["line ends", "One\n\nTwo 😀\nnot interested"],
    ["old letters beyond the first plane", "𝔊𝔯𝔲̈𝔰𝔰𝔢 not interested"],
  ])("are found again after %s", (_, text) => {
    const placed = place(text, [finding(text, "not interested")]);
    expect(shown(text, placed)).toEqual(["not interested"]);
  });

  it("hold a span that is itself an emoji whole", () => {
    const text = "Thanks 👩🏽‍💻 and bye";
    expect(shown(text, place(text, [finding(text, "👩🏽‍💻")]))).toEqual(["👩🏽‍💻"]);
  });

  it("never reach past the text", () => {
    expect(inUnits("short", { start: 3, end: 99 })).toEqual({ start: 3, end: 5 });
    expect(inUnits("", { start: 0, end: 0 })).toEqual({ start: 0, end: 0 });
    expect(inUnits("😀", { start: 5, end: 9 })).toEqual({ start: 2, end: 2 });
  });
});

describe("findings of an older text", () => {
  const text = "Hi 😀, I am not interested. Bye!!";
  const placed = place(text, [finding(text, "😀"), finding(text, "not interested"), finding(text, "!!")]);

  it("stay where they were before the change, and move with the words after it", () => {
    const newer = text.replace("I am", "I really am quite");
    expect(shown(newer, carried(placed, text, newer))).toEqual(["😀", "not interested", "!!"]);
  });

  it("wait for the next review where the change touched them", () => {
    const newer = text.replace("interested", "sure");
    expect(shown(newer, carried(placed, text, newer))).toEqual(["😀", "!!"]);
  });

  it("move back when words are taken out", () => {
    const newer = text.replace("Hi 😀, ", "");
    expect(shown(newer, carried(placed, text, newer))).toEqual(["not interested", "!!"]);
  });

  it("are gone with all the words", () => {
    expect(carried(placed, text, "")).toEqual([]);
  });
});

describe("the marked text", () => {
  it("is the text again, however the marks overlap", () => {
    const text = "a 😀 bc def ghi";
    const placed = place(text, [
      finding(text, "😀 bc", { severity: "hint" }),
      finding(text, "bc def", { severity: "block" }),
      finding(text, "def"),
    ]);
    const parts = stretches(text, placed);
    expect(parts.map((part) => part.text).join("")).toBe(text);
    expect(parts.map((part) => [part.text, part.under.map(({ finding: { severity } }) => severity)])).toEqual([
      ["a ", []],
      ["😀 ", ["hint"]],
      ["bc", ["block", "hint"]],
      [" ", ["block"]],
      ["def", ["block", "warn"]],
      [" ghi", []],
    ]);
  });

  it("marks no words for what concerns the whole letter, or what it lacks", () => {
    const text = "Too short.\n";
    const whole = { finding: finding(text, text), span: { start: 0, end: text.length } };
    const missing = { finding: finding(text, ""), span: { start: 0, end: 0 } };
    const some = { finding: finding(text, "short"), span: { start: 4, end: 9 } };
    expect([whole, missing, some].map((one) => marksWords(one, text))).toEqual([false, false, true]);
  });

  it("of no words is nothing", () => {
    expect(stretches("", [])).toEqual([]);
  });
});

describe("going from finding to finding", () => {
  const text = "a bb ccc";
  const placed = place(text, [finding(text, "a"), finding(text, "bb"), finding(text, "ccc")]);
  const [first, second, third] = placed as [Placed, Placed, Placed];

  it("begins at the first, or backwards at the last, and goes round", () => {
    expect(neighbour(placed, null, 1)).toBe(first);
    expect(neighbour(placed, null, -1)).toBe(third);
    expect(neighbour(placed, nameOf(first), 1)).toBe(second);
    expect(neighbour(placed, nameOf(third), 1)).toBe(first);
    expect(neighbour(placed, nameOf(first), -1)).toBe(third);
  });

  it("begins anew where the finding is gone", () => {
    expect(neighbour(placed, "blunt:90-99", 1)).toBe(first);
    expect(neighbour([], null, 1)).toBeUndefined();
  });
});
