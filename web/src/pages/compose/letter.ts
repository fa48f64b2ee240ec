/** The letter on the page: what was chosen, the words, and whether they are the person's own. */

import { type Mend, unmended } from "./mending";
import { type asked, keyOf, keyOfAsked, type Wish } from "./wish";

export interface Words {
  subject: string;
  body: string;
}

export interface Letter {
  wish: Wish;
  words: Words;
  /** The server's words that these came from; null until they are known. */
  composed: Words | null;
  /** The server's words for newer choices, offered rather than put in place of the person's own. */
  offered: Words | null;
  /** The wish that `composed` (or, while that is null, `words`) was written for. */
  writtenFor: string;
  /** Another phrasing was asked for: when it comes, the words step aside for it. The wish before that. */
  yields: Wish | null;
  /** The person's own words, where others took their place at their word. */
  setAside: { wish: Wish; words: Words; composed: Words | null } | null;
}

export type Happening =
  | { type: "wished"; changes: Partial<Wish> }
  | { type: "composed"; wanted: ReturnType<typeof asked>; words: Words }
  | { type: "edited"; words: Partial<Words> }
  | { type: "unmended"; mend: Mend }
  | { type: "rephrased" }
  | { type: "taken" }
  | { type: "refused" }
  | { type: "broughtBack" }
  | { type: "replaced"; wish: Wish; words: Words };

export const NO_WORDS: Words = { subject: "", body: "" };

/** A letter that was begun before is the person's own until the server's words for it are known. */
export function begin(wish: Wish, words: Words | null): Letter {
  return {
    wish,
    words: words ?? NO_WORDS,
    composed: words === null ? NO_WORDS : null,
    offered: null,
    writtenFor: words === null ? "" : keyOf(wish),
    yields: null,
    setAside: null,
  };
}

export const areSame = (one: Words, other: Words): boolean => one.subject === other.subject && one.body === other.body;

/** Whether the words are the person's own, and not to be lost. */
export function isEdited({ words, composed }: Letter): boolean {
  return composed === null || !areSame(words, composed);
}

export function letterAfter(letter: Letter, happening: Happening): Letter {
  switch (happening.type) {
    case "wished":
      return { ...letter, wish: { ...letter.wish, ...happening.changes } };
    case "composed":
      return afterComposing(letter, happening);
    case "edited":
      return { ...letter, words: { ...letter.words, ...happening.words } };
    case "unmended":
      return { ...letter, words: { ...letter.words, body: unmended(letter.words.body, happening.mend) } };
    case "rephrased":
      return {
        ...letter,
        wish: { ...letter.wish, variation: letter.wish.variation + 1 },
        yields: letter.yields ?? letter.wish,
      };
    case "taken":
      return letter.offered === null ? letter : inPlace(letter, letter.offered, letter.wish, letter.offered);
    case "refused":
      return { ...letter, composed: letter.offered ?? letter.composed, offered: null, writtenFor: keyOf(letter.wish) };
    case "broughtBack":
      if (letter.setAside === null) return letter;
      return { ...begin(letter.setAside.wish, letter.setAside.words), composed: letter.setAside.composed };
    case "replaced":
      return { ...begin(happening.wish, happening.words), composed: baseFor(letter, happening.wish) };
  }
}

/** The server's words for a wish, where they are those that are known already. */
function baseFor(letter: Letter, wish: Wish): Words | null {
  return keyOf(wish) === letter.writtenFor ? letter.composed : null;
}

function afterComposing(letter: Letter, { wanted, words }: { wanted: ReturnType<typeof asked>; words: Words }): Letter {
  const key = keyOfAsked(wanted);
  // The choices have changed again since this was asked for.
  if (key !== keyOf(letter.wish)) return letter;
  if (!isEdited(letter)) {
    return { ...letter, words, composed: words, offered: null, writtenFor: key, yields: null };
  }
  if (key === letter.writtenFor) return { ...letter, composed: letter.composed ?? words, offered: null };
  if (letter.yields !== null) return inPlace(letter, words, letter.yields, letter.composed);
  return { ...letter, offered: words };
}

/** The server's words in place of the person's, which can be brought back, with the wish and the base that they had. */
function inPlace(letter: Letter, words: Words, wish: Wish, composed: Words | null): Letter {
  const setAside = { wish, words: letter.words, composed };
  return { ...letter, words, composed: words, offered: null, writtenFor: keyOf(letter.wish), yields: null, setAside };
}

/** Whether there has been a letter at all; until then there is nothing to write in. */
export function hasBegun({ writtenFor }: Letter): boolean {
  return writtenFor !== "";
}

/** Whether the words are the person's own, or those that the server has for these choices. */
export function isSettled(letter: Letter): boolean {
  return isEdited(letter) || letter.writtenFor === keyOf(letter.wish);
}

/** Whether the choices have moved on from the words, which stay until the person decides. */
export function hasOffer(letter: Letter): boolean {
  return letter.offered !== null && isEdited(letter);
}

/** Whether words that were set aside can still be brought back: until there are newer ones of the person's own. */
export function canBringBack(letter: Letter): boolean {
  return letter.setAside !== null && !isEdited(letter);
}
