import { expect, it } from "vitest";

import { durationWords } from "~/pages/insights/words";

const HOUR = 3600;

it.each([
  [0, "0 minutes", "0 Minuten"],
  [45 * 60, "45 minutes", "45 Minuten"],
  [HOUR, "1 hour", "1 Stunde"],
  [5400, "1.5 hours", "1,5 Stunden"],
  [31.4 * HOUR, "31 hours", "31 Stunden"],
  [48 * HOUR, "2 days", "2 Tage"],
  [84 * HOUR, "3.5 days", "3,5 Tage"],
  [300 * HOUR, "13 days", "13 Tage"],
])("%i seconds are %s, or %s", (seconds, english, german) => {
  expect(durationWords(seconds, "en-GB")).toBe(english);
  expect(durationWords(seconds, "de")).toBe(german);
});
