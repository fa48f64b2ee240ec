/** Where a person takes a reply up: at words that never reached the server, at their newest draft, or afresh. */

import type { Invitation } from "~/queries/invitations";
import type { Reply } from "~/queries/replies";
import { isOut } from "~/queries/sendings";

import { areSame, type Words } from "./letter";
import { type KeptLetter, wordsOf } from "./useStoring";
import { freshWish, isSame, type Kind, type Wish, wishOf } from "./wish";

export interface Start {
  wish: Wish;
  words: Words | null;
  draft: Reply | null;
  /** A reply that was let go already, and isn't settled: it comes before any words. */
  gone: Reply | null;
  /** The words had been kept on this device alone. */
  wasKept: boolean;
}

interface Given {
  invitation: Invitation;
  replies: readonly Reply[];
  search: { kind?: string | undefined; reply?: string | undefined };
  language: string;
  kept: unknown;
}

/** The kinds of reply to choose from; keeping in touch is always possible, and offered where nothing else is. */
export function kindsFor({ permitted_answers: permitted }: Invitation, wanted?: string): readonly Kind[] {
  return permitted.length === 0 || wanted === "check_in" ? [...permitted, "check_in"] : permitted;
}

export function startOf({ invitation, replies, search, language, kept }: Given): Start {
  const gone = replies.find(isOut) ?? null;
  const own = readKept(kept);
  if (own !== null) return { ...own, draft: draftOf(own, replies), gone, wasKept: true };
  const kinds = kindsFor(invitation, search.kind);
  const drafts = replies.filter((one) => isOpen(one) && kinds.includes(one.kind)).reverse();
  const wantedKind = kinds.find((kind) => kind === search.kind);
  const draft =
    drafts.find(({ id }) => id === search.reply) ??
    drafts.find(({ kind }) => wantedKind === undefined || kind === wantedKind);
  if (draft !== undefined) return { wish: wishOf(draft), words: wordsOf(draft), draft, gone, wasKept: false };
  const kind = wantedKind ?? kinds.find((one) => one === "decline" || one === "withdraw") ?? kinds[0] ?? "decline";
  return { wish: freshWish(kind, language), words: null, draft: null, gone, wasKept: false };
}

/** Its words can still be changed: nothing has gone out. */
const isOpen = ({ state }: Reply): boolean => state === "draft" || state === "failed";

/**
 * The draft that kept words belong to, in the version that they were written on: if it has moved on since, storing them
 * loses the race, and says so. Without one, a draft of the very same words is theirs: its answer was lost on the way.
 */
function draftOf({ wish, words, draft }: KeptLetter, replies: readonly Reply[]): Reply | null {
  const drafts = replies.filter(isOpen);
  if (draft === null) {
    return drafts.find((one) => isSame(wishOf(one), wish) && areSame(wordsOf(one), words)) ?? null;
  }
  const reply = drafts.find(({ id }) => id === draft.id);
  return reply === undefined ? null : { ...reply, version: draft.version };
}

/** Storage is as good as anybody's: what isn't a letter is nothing. */
function readKept(kept: unknown): KeptLetter | null {
  if (typeof kept !== "object" || kept === null) return null;
  const { wish, words, draft } = kept as Partial<KeptLetter>;
  if (typeof wish?.kind !== "string" || typeof wish.language !== "string") return null;
  if (typeof words?.subject !== "string" || typeof words.body !== "string") return null;
  return { wish: { ...freshWish(wish.kind, wish.language), ...wish }, words, draft: draft ?? null };
}
