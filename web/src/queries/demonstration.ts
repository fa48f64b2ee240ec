/** The example that an empty account may be filled with. */

import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, body, onceKey } from "~/api/client";

import { INVITATIONS } from "./invitations";

export const demonstrationQuery = queryOptions({
  queryKey: [...INVITATIONS, "demonstration"],
  queryFn: () => body(api.GET("/api/v1/demonstration")),
});

export function useLoadDemonstration() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => body(api.POST("/api/v1/demonstration", { params: { header: { "Idempotency-Key": onceKey() } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: INVITATIONS }),
    meta: { quiet: true },
  });
}

export function useRemoveDemonstration() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => body(api.DELETE("/api/v1/demonstration")),
    onSuccess: () => client.invalidateQueries({ queryKey: INVITATIONS }),
  });
}
