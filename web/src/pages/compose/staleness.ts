import { Problem } from "~/api/client";

import { isEdited, type Letter } from "./letter";
import { keyOf } from "./wish";

/**
 * What keeps the words on the page from being those of the choices: something is missing before they can be written,
 * they are being written, or the server can't be asked.
 */
export type Stale = "missing" | "writing" | "unreachable";

interface Composing {
  isComposing: boolean;
  refusal: Error | null;
}

/**
 * Why the words mustn't go out as the answer that is chosen; null where they may. Words of the person's own may stand
 * beside newer choices, but not beside those of which there can be no letter.
 */
export function staleness(letter: Letter, { isComposing, refusal }: Composing): Stale | null {
  if (refusal !== null && isOfChoices(refusal)) return "missing";
  if (letter.writtenFor === keyOf(letter.wish)) return null;
  if (isComposing) return "writing";
  return isEdited(letter) ? null : "unreachable";
}

/** The server has read the choices, and can't make a letter of them. */
const isOfChoices = (refusal: Error): boolean =>
  refusal instanceof Problem && (refusal.status === 409 || refusal.status === 422);
