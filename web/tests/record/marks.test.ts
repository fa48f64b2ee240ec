import { describe, expect, test } from "vitest";

import { piecesOf } from "~/parts/message/marks";

/** Places as the interface counts them: in code points. */
function placeOf(text: string, excerpt: string) {
  const before = text.slice(0, text.indexOf(excerpt));
  const start = Array.from(before).length;
  return { start, end: start + Array.from(excerpt).length };
}

describe("evidence is marked where it stands", () => {
  test.each([
    ["plain", "We are Acme."],
    ["after umlauts", "Grüße von Bär und Müller, Acme"],
    ["after emoji of one and of several code points", "🚀👩‍💻 Hallo von Acme 🎉"],
    ["after combining marks", "Cafe\u0301 Acme"],
  ])("%s", (_, text) => {
    const pieces = piecesOf(text, [{ name: "company", ...placeOf(text, "Acme") }]);
    expect(pieces.filter(({ names }) => names.length > 0)).toEqual([{ text: "Acme", names: ["company"] }]);
    expect(pieces.map((piece) => piece.text).join("")).toBe(text);
  });

  test("places that overlap are cut, and each piece names all that rest on it", () => {
    const text = "Cleo Park <cleo@acme.example>";
    const marks = [
      { name: "medium" as const, start: 0, end: text.length },
      { name: "contact_name" as const, ...placeOf(text, "Cleo Park") },
    ];
    expect(piecesOf(text, marks)).toEqual([
      { text: "Cleo Park", names: ["medium", "contact_name"] },
      { text: " <cleo@acme.example>", names: ["medium"] },
    ]);
  });

  test("a place beyond the text marks nothing", () => {
    expect(piecesOf("Acme", [{ name: "role", start: 9, end: 12 }])).toEqual([{ text: "Acme", names: [] }]);
  });
});
