import { describe, expect, it } from "vitest";

import { countCharacters, strengthOf } from "~/parts/strength";

describe("how a password is judged", () => {
  it.each([
    ["", "short"],
    ["ninechars", "short"],
    ["aaaaaaaaaaaaaaaa", "guessable"],
    ["abababababab", "guessable"],
    ["0123456789", "guessable"],
    ["password123", "guessable"],
    ["lovelace1815", "guessable"],
    ["heron-lamp-7", "fair"],
    ["correct horse battery", "good"],
  ])("%s is %s", (password, strength) => {
    expect(strengthOf(password, 10, ["Ada Lovelace", "ada@example.org"])).toBe(strength);
  });

  it("counts characters as the server does, whatever the keyboard composed them of", () => {
    expect(countCharacters("Zu\u0308rich")).toBe(6);
    expect(countCharacters("👍👍")).toBe(2);
  });
});
