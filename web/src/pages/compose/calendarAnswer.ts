import { calendarWords, wordsOfKind } from "./calendarWords";
import type { Storing } from "./useStoring";
import { keyOf, type Wish, wishOf } from "./wish";

interface Given {
  hasRequest: boolean;
  wish: Wish;
  storing: Storing;
}

/** What the employer's calendar is told by the letter on the page; null where it says nothing to a calendar. */
export function calendarAnswer({ hasRequest, wish, storing: { draft } }: Given) {
  // Of the very letter that is stored the server knows; of another one the page tells what its kind says.
  if (draft !== null && keyOf(wishOf(draft)) === keyOf(wish)) return calendarWords(draft);
  if (!hasRequest || (wish.kind === "reschedule" && wish.slots.length === 0)) return null;
  return wordsOfKind(wish.kind);
}
