/** The tone review of a text that isn't stored yet. */

import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, body, type Schemas } from "~/api/client";

export type Review = Schemas["ReviewView"];
export type Reviewed = Review & {
  /** The text that the findings' places are counted in. */
  text: string;
};

/** What the review notices in a text. An answer to an older text never takes the place of a newer one. */
export const reviewQuery = (asked: Schemas["ReviewCreate"]) =>
  queryOptions({
    queryKey: ["reviews", asked],
    queryFn: async ({ signal }): Promise<Reviewed> => ({
      ...(await body(api.POST("/api/v1/reviews", { body: asked, signal }))),
      text: asked.text,
    }),
    placeholderData: keepPreviousData,
    staleTime: 5 * 60_000,
    gcTime: 60_000,
    refetchOnWindowFocus: false,
  });
