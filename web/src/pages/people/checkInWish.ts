/** How a few lines are to be written. */

import type { Schemas } from "~/api/client";
import { type LetterLanguage, letterLanguage } from "~/text/languages";

export const TONES = ["warm", "neutral", "brief"] as const satisfies Schemas["Tone"][];

export interface CheckInWish {
  tone: Schemas["Tone"];
  language: LetterLanguage;
  details: string;
  variation: number;
}

export function wishFor(language: string): CheckInWish {
  return { tone: "neutral", language: letterLanguage(language) ?? "en", details: "", variation: 0 };
}

export function asked({ tone, language, details, variation }: CheckInWish): Schemas["CheckInCreate"] {
  return { tone, language, details: details.trim() === "" ? null : details.trim(), variation };
}
