import { useReducer } from "react";

import { useMe } from "~/queries/account";
import type { Invitation } from "~/queries/invitations";

import { begin, letterAfter } from "./letter";
import type { Start } from "./start";
import { staleness } from "./staleness";
import { useComposing } from "./useComposing";
import { useRefusals } from "./useRefusals";
import { useReview } from "./useReview";
import { useStoring } from "./useStoring";

export type LetterDesk = ReturnType<typeof useLetter>;

/** One letter: what is chosen and written, what the server composes and notices, and whether it is stored. */
export function useLetter(invitation: Invitation, start: Start) {
  const me = useMe();
  const [letter, dispatch] = useReducer(letterAfter, start, ({ wish, words }) => begin(wish, words));
  const composing = useComposing(invitation.id, letter, dispatch);
  const storing = useStoring({ account: me.id, invitationId: invitation.id, letter, begunWith: start.draft });
  const reviewed = useReview(invitation, letter);
  const unwritten = useRefusals(composing.refusal);
  const unstored = useRefusals(storing.state === "refused" ? storing.refusal : null);
  return {
    letter,
    dispatch,
    composing,
    storing,
    reviewed,
    /** By field: what is missing before there can be words, or before the words can be stored. */
    errors: { ...unwritten.errors, ...unstored.errors },
    whyUnwritten: unwritten.sentence,
    /** What keeps the words on the page from being those of the choices; null where nothing does. */
    stale: staleness(letter, composing),
    /** The choice that the letter waits for. */
    missing: Object.keys(unwritten.errors)[0]?.split(/[./[]/)[0] ?? null,
    whyUnstored: unstored.sentence,
  };
}
