import { describe, expect, it } from "vitest";

import { mended, unmended } from "~/pages/compose/mending";

const mend = { before: "Thanks. My car broke 😀. Bye.", span: { start: 7, end: 24 }, text: "" };

describe("a mend", () => {
  it("is carried out in its place, and taken back", () => {
    expect(mended(mend)).toBe("Thanks. Bye.");
    expect(unmended(mended(mend), mend)).toBe(mend.before);
  });

  it("is taken back beside what was written since, before it or after it", () => {
    expect(unmended("Thanks. Bye. More.", mend)).toBe("Thanks. My car broke 😀. Bye. More.");
    expect(unmended("Many thanks. Bye.", { ...mend })).toBe("Many thanks. My car broke 😀. Bye.");
  });

  it("leaves the letter alone where its place is gone", () => {
    expect(unmended("Something else.", mend)).toBe("Something else.");
  });
});
