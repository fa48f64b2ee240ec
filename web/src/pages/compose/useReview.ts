import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";

import { useMe } from "~/queries/account";
import type { Invitation } from "~/queries/invitations";
import { reviewQuery } from "~/queries/reviews";

import { isSettled, type Letter } from "./letter";
import { carried, place } from "./spans";
import { asked, type Wish } from "./wish";

const PAUSE = 350;

/** What the review notices in the words on the page, in the places where they stand now. */
export function useReview(invitation: Invitation, letter: Letter) {
  const me = useMe();
  const { words } = letter;
  const [{ wish, text }] = useDebouncedValue(useSettled(letter), PAUSE);
  const { kind, reason, details, tone, language } = asked(wish);
  const { company, role, contact_name, received_at, interview_at } = invitation;
  const { data, isPlaceholderData, error, refetch } = useQuery({
    ...reviewQuery({
      text,
      kind,
      tone,
      language,
      context: { company, role, contact_name, received_at, interview_at, reason, details, sender_name: me.name },
    }),
    enabled: text !== "",
  });
  const placed = useMemo(
    () => (data === undefined ? [] : carried(place(data.text, data.findings), data.text, words.body)),
    [data, words.body],
  );
  return {
    placed,
    review: data,
    /** Whether the findings are those of the very words on the page; only then may they be mended in one step. */
    isCurrent: data !== undefined && !isPlaceholderData && data.text === words.body,
    error,
    refetch,
  };
}

/** Choices and words that belong together: words that are about to follow newer choices aren't held against those. */
function useSettled(letter: Letter): { wish: Wish; text: string } {
  const { wish, words } = letter;
  const [settled, setSettled] = useState({ wish, text: words.body });
  if (isSettled(letter) && (settled.wish !== wish || settled.text !== words.body)) {
    setSettled({ wish, text: words.body });
  }
  return settled;
}
