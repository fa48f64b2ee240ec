import { expect, it } from "vitest";

import { waitInWords } from "~/pages/welcome/useWait";

it.each([
  [301, "6 minutes"],
  [61, "2 minutes"],
  [60, "60 seconds"],
  [11, "20 seconds"],
  [1, "10 seconds"],
])("a wait of %i seconds is never told shorter than it is: %s", (seconds, words) => {
  expect(waitInWords(seconds, "en-GB")).toBe(words);
});
