/** Deadlines of invitations that are still being typed. */

import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";

import { api, body, type Schemas } from "~/api/client";

export type Deadline = Schemas["DeadlineView"];
export type DeadlineAsk = Pick<Schemas["DeadlineAsk"], "received_at" | "interview_at" | "respond_by">;

const deadlineQuery = (ask: DeadlineAsk) =>
  queryOptions({
    queryKey: ["deadline", ask],
    // An answer to what has been typed over since is dropped: its request is called off with its key.
    queryFn: ({ signal }) => body(api.POST("/api/v1/deadlines", { body: ask, signal })),
    staleTime: 30_000,
    gcTime: 60_000,
  });

/** The deadline that the server would set; while it is asked anew, the last one stays. */
export function useDeadline(ask: DeadlineAsk) {
  return useQuery({ ...deadlineQuery(ask), placeholderData: keepPreviousData });
}
