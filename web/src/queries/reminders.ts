/** The ledger of reminders, and today's digest as it would be sent. */

import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { api, body, type Schemas } from "~/api/client";
import type { paths } from "~/api/schema";

export type Reminder = Schemas["ReminderView"];
export type ReminderFilters = Omit<
  NonNullable<paths["/api/v1/reminders"]["get"]["parameters"]["query"]>,
  "cursor" | "limit" | "invitation_id"
>;

export const digestQuery = queryOptions({
  queryKey: ["digest"],
  queryFn: () => body(api.GET("/api/v1/digest")),
});

export const remindersQuery = (filters: ReminderFilters) =>
  infiniteQueryOptions({
    queryKey: ["reminders", filters],
    queryFn: ({ pageParam }) =>
      body(api.GET("/api/v1/reminders", { params: { query: { ...filters, cursor: pageParam ?? undefined } } })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
