import { afterEach, describe, expect, it, vi } from "vitest";

import { dropWords, forgetWords, keepWords, keptWords } from "~/queries/words";

afterEach(() => localStorage.clear());

const DAY = 24 * 3_600_000;

describe("words on this device", () => {
  it("are there again for the same person and invitation, and for nobody else", () => {
    keepWords("ada", "i", { body: "Grüße 😀" });
    expect(keptWords("ada", "i")).toEqual({ body: "Grüße 😀" });
    expect(keptWords("ben", "i")).toBeNull();
    expect(keptWords("ada", "j")).toBeNull();
    dropWords("ada", "i");
    expect(keptWords("ada", "i")).toBeNull();
  });

  it("are forgotten at signing out, and nothing else with them", () => {
    localStorage.setItem("replyby-language", "de");
    keepWords("ada", "i", 1);
    keepWords("ada", "j", 2);
    forgetWords();
    expect(Object.keys(localStorage)).toEqual(["replyby-language"]);
  });

  it("aren't brought up again after a month", () => {
    keepWords("ada", "i", 1, 0);
    expect(keptWords("ada", "i", 29 * DAY)).toBe(1);
    expect(keptWords("ada", "i", 31 * DAY)).toBeNull();
  });

  it("that can't be read are nothing, and a full device says so", () => {
    localStorage.setItem("replyby-words:ada:i", "{");
    expect(keptWords("ada", "i")).toBeNull();
    vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    expect(keepWords("ada", "i", 1)).toBe(false);
  });
});
