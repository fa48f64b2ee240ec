/** Countries and regions whose holidays are known, and what a policy would decide. */

import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, body, type Schemas } from "~/api/client";

export type Country = Schemas["CountryView"];
/** How deadlines are decided, or a part of that, as it may be tried before it is kept. */
export type Policy = Omit<Schemas["DeadlineAsk"], "received_at" | "interview_at" | "respond_by">;

export const countriesQuery = queryOptions({
  queryKey: ["countries"],
  queryFn: () => body(api.GET("/api/v1/countries")),
  staleTime: Infinity,
});

/** The deadline of an invitation under a policy that isn't kept yet; what is left out is the account's own. */
export const triedDeadlineQuery = (asked: Schemas["DeadlineAsk"]) =>
  queryOptions({
    queryKey: ["deadline", "tried", asked],
    queryFn: ({ signal }) => body(api.POST("/api/v1/deadlines", { body: asked, signal })),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 60_000,
  });
