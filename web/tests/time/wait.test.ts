import { expect, it } from "vitest";

import { waitInWords } from "~/time/wait";

it.each([
  [86_000, "24 hours"],
  [7_201, "3 hours"],
  [7_200, "120 minutes"],
  [301, "6 minutes"],
  [61, "2 minutes"],
  [60, "60 seconds"],
  [11, "20 seconds"],
  [1, "10 seconds"],
])("a wait of %i seconds is never told shorter than it is: %s", (seconds, words) => {
  expect(waitInWords(seconds, "en-GB")).toBe(words);
});
