import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { countriesQuery } from "~/queries/places";

import { type Guess, guessFrom, thisBrowser } from "./guess";

/** The guess from this browser; the country comes to it when the list of those that are known is there. */
export function useGuess(): Guess {
  const { data } = useQuery(countriesQuery);
  return useMemo(() => guessFrom(thisBrowser(), data?.items ?? []), [data]);
}
