import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { type Dispatch, useEffect, useMemo } from "react";

import { previewQuery } from "~/queries/replies";

import type { Happening, Letter } from "./letter";
import { wordsOf } from "./useStoring";
import { asked, keyOf, keyOfAsked } from "./wish";

const PAUSE = 250;

/** Asks the server for the words that the choices lead to, and brings them to the letter. */
export function useComposing(invitationId: string, letter: Letter, dispatch: Dispatch<Happening>) {
  const [wish] = useDebouncedValue(letter.wish, PAUSE);
  const wanted = useMemo(() => asked(wish), [wish]);
  const { data, error, isPlaceholderData, isFetching, refetch } = useQuery(previewQuery(invitationId, wanted));
  useEffect(() => {
    if (data !== undefined && !isPlaceholderData) {
      dispatch({ type: "composed", wanted: data.wanted, words: wordsOf(data) });
    }
  }, [data, dispatch, isPlaceholderData]);
  const isCurrent = keyOfAsked(wanted) === keyOf(letter.wish);
  return {
    /** For the person, not for the employer. */
    advice: data?.advice ?? [],
    mailto: isCurrent ? (data?.mailto ?? null) : null,
    isComposing: isFetching || !isCurrent,
    refusal: isCurrent ? error : null,
    refetch,
  };
}
