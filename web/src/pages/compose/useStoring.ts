/** Keeping the words: on the server as a draft, and on this device until they are there. */

import { useCallback, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from "react";

import { Problem } from "~/api/client";
import { type Reply, useDeleteReply, useDraft, useEditReply, useShowReply } from "~/queries/replies";
import { dropWords, keepWords } from "~/queries/words";

import { areSame, isEdited, type Letter, type Words } from "./letter";
import { asked, keyOf, type Wish, wishOf } from "./wish";

/** How long a pause in writing is before the words are stored. */
const PAUSE = 2_500;
const TRY_AGAIN = 15_000;

/** Words as they are kept on this device. */
export interface KeptLetter {
  wish: Wish;
  words: Words;
  /** The draft that they belong to, and the version of it that was read. */
  draft: { id: string; version: number } | null;
}

export type StoringState = "nothing" | "stored" | "waiting" | "storing" | "offline" | "refused" | "conflict";

interface Given {
  account: string;
  invitationId: string;
  letter: Letter;
  begunWith: Reply | null;
}

interface Refused {
  error: Error;
  letter: Letter;
}

const isAbout = ({ letter }: Refused, now: Letter) => letter.words === now.words && letter.wish === now.wish;

const isThere = (draft: Reply | null, { wish, words }: { wish: Wish; words: Words }): boolean =>
  draft !== null && keyOf(wishOf(draft)) === keyOf(wish) && areSame(wordsOf(draft), words);

export const wordsOf = ({ subject, body }: Words): Words => ({ subject, body: body.replaceAll("\r\n", "\n") });

export type Storing = ReturnType<typeof useStoring>;

export function useStoring({ account, invitationId, letter, begunWith }: Given) {
  const [draft, setDraft] = useState(begunWith);
  const [isWriting, setWriting] = useState(false);
  const [refused, setRefused] = useState<Refused | null>(null);
  const [theirs, setTheirs] = useState<Reply | null>(null);
  const latestLetter = useRef(letter);
  useLayoutEffect(() => {
    latestLetter.current = letter;
  }, [letter]);
  /** What the server holds, known before the page has been drawn anew: nothing is ever stored on an older version. */
  const latestDraft = useRef(begunWith);
  const write = useWriting(invitationId);
  const show = useShowReply();

  const isSafe = !isEdited(letter) || isThere(draft, letter);
  const refusal = refused !== null && isAbout(refused, letter) ? refused.error : null;
  const isOffline = refusal instanceof Problem && refusal.isOffline;
  const isDue =
    (isEdited(letter) || draft !== null) &&
    letter.words.body !== "" &&
    !isThere(draft, letter) &&
    theirs === null &&
    // What was refused as it is will be refused again.
    (refusal === null || isOffline);

  const running = useRef<Promise<Reply> | null>(null);
  /** Makes the draft on the server say what the page says, and gives it back. One writing at a time. */
  const store = useCallback(async (): Promise<Reply> => {
    while (running.current !== null) await running.current.catch(() => undefined);
    const now = latestLetter.current;
    const before = latestDraft.current;
    if (before !== null && isThere(before, now)) return before;
    setWriting(true);
    running.current = write(before, now);
    try {
      const written = await running.current;
      latestDraft.current = written;
      setDraft(written);
      setRefused(null);
      return written;
    } catch (error) {
      const problem = error instanceof Error ? error : new Error(String(error));
      if (problem instanceof Problem && problem.status === 412 && before !== null) {
        setTheirs(await show(before.id).catch(() => null));
      }
      setRefused({ error: problem, letter: now });
      throw problem;
    } finally {
      running.current = null;
      setWriting(false);
    }
  }, [show, write]);

  const storeQuietly = useEffectEvent(() => {
    if (isDue) void store().catch(() => undefined);
  });
  useEffect(() => {
    if (!isDue) return;
    const timer = setTimeout(storeQuietly, isOffline ? TRY_AGAIN : PAUSE);
    return () => clearTimeout(timer);
  }, [isDue, isOffline, letter.words, letter.wish, refused]);
  useEffect(() => {
    const onBack = () => storeQuietly();
    const onHide = () => document.visibilityState === "hidden" && storeQuietly();
    window.addEventListener("online", onBack);
    document.addEventListener("visibilitychange", onHide);
    return () => {
      window.removeEventListener("online", onBack);
      document.removeEventListener("visibilitychange", onHide);
    };
  }, []);

  useEffect(() => {
    if (isSafe) dropWords(account, invitationId);
    else keepWords(account, invitationId, keptOf(letter, draft));
  }, [account, invitationId, isSafe, letter, draft]);

  return {
    draft,
    store,
    isSafe,
    refusal,
    /** The draft as somebody else left it, where a lost race keeps ours from being stored. */
    theirs,
    state: stateOf({ isStuck: theirs !== null, isWriting, isSafe, refusal, draft }),
    /** What the server holds now, as read from it: the next words are stored over it. */
    adopt: useCallback((reply: Reply | null) => {
      latestDraft.current = reply;
      setDraft(reply);
      setTheirs(null);
      setRefused(null);
    }, []),
  };
}

function keptOf({ wish, words }: Letter, draft: Reply | null): KeptLetter {
  return { wish, words, draft: draft && { id: draft.id, version: draft.version } };
}

interface Circumstances {
  isStuck: boolean;
  isWriting: boolean;
  isSafe: boolean;
  refusal: Error | null;
  draft: Reply | null;
}

function stateOf({ isStuck, isWriting, isSafe, refusal, draft }: Circumstances): StoringState {
  if (isStuck) return "conflict";
  if (isWriting) return "storing";
  if (isSafe) return draft === null ? "nothing" : "stored";
  if (refusal === null) return "waiting";
  return refusal instanceof Problem && refusal.isOffline ? "offline" : "refused";
}

/** One draft for one letter: edited where the choices are the same, else made anew in place of the one before. */
function useWriting(invitationId: string) {
  const { mutateAsync: make } = useDraft();
  const { mutateAsync: edit } = useEditReply();
  const { mutateAsync: discard } = useDeleteReply({ quiet: true });
  return useCallback(
    async (before: Reply | null, letter: Letter): Promise<Reply> => {
      const { wish, words } = letter;
      if (before !== null && keyOf(wishOf(before)) === keyOf(wish)) {
        try {
          return await edit({ id: before.id, version: before.version, ...words });
        } catch (error) {
          // Thrown away elsewhere: these words are wanted all the same, so they begin another draft.
          if (!(error instanceof Problem) || error.status !== 404) throw error;
        }
      }
      const own = isEdited(letter) ? words : {};
      const made = await make({ invitationId, ...asked(wish), ...own });
      // The one before is in nobody's way if this fails; the newer one is found first.
      if (before !== null) await discard(before).catch(() => undefined);
      return made;
    },
    [discard, edit, invitationId, make],
  );
}
