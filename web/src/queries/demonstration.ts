/** The example that an empty account may be filled with. */

import { type QueryClient, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, body, onceKey } from "~/api/client";

import { CONTACTS } from "./contacts";
import { INVITATIONS } from "./invitations";

export const demonstrationQuery = queryOptions({
  queryKey: [...INVITATIONS, "demonstration"],
  queryFn: () => body(api.GET("/api/v1/demonstration")),
});

/** The example brings invitations, and people with them. */
function renew(client: QueryClient): Promise<void> {
  void client.invalidateQueries({ queryKey: CONTACTS });
  return client.invalidateQueries({ queryKey: INVITATIONS });
}

export function useLoadDemonstration() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => body(api.POST("/api/v1/demonstration", { params: { header: { "Idempotency-Key": onceKey() } } })),
    onSuccess: () => renew(client),
    meta: { quiet: true },
  });
}

export function useRemoveDemonstration() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => body(api.DELETE("/api/v1/demonstration")),
    onSuccess: () => renew(client),
  });
}
