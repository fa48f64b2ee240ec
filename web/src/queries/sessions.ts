/** The browsers that are signed in. */

import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, body, type Schemas } from "~/api/client";

export type Session = Schemas["SessionView"];

export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: () => body(api.GET("/api/v1/sessions")),
});

/** Ends some sessions, one after the other: what had been ended before one fails stays so. */
export function useEndSessions() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (ids: readonly string[]) => {
      for (const id of ids) await api.DELETE("/api/v1/sessions/{session_id}", { params: { path: { session_id: id } } });
    },
    onSettled: () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
}
