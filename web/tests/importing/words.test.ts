import { expect, it } from "vitest";

import { sizeWords } from "~/parts/upload/size";

it.each([
  [436, "436 bytes"],
  [999, "999 bytes"],
  [1000, "1 kB"],
  [7_400, "7 kB"],
  [1_234_567, "1.2 MB"],
  [268_435_456, "268.4 MB"],
])("a file of %i bytes has %s", (bytes, words) => {
  expect(sizeWords(bytes, "en-GB")).toBe(words);
});

it("a size is written as the language writes it", () => {
  expect(sizeWords(1_234_567, "de")).toBe("1,2 MB");
});
