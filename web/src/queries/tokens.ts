/** API tokens: programs that may act for the account. */

import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, body, type Schemas } from "~/api/client";

export type Token = Schemas["TokenView"];
export type TokenMade = Schemas["TokenMade"];
export type Scope = Schemas["Scope"];

export const tokensQuery = queryOptions({
  queryKey: ["tokens"],
  queryFn: () => body(api.GET("/api/v1/tokens")),
});

/** The answer holds the token, this once: it is kept nowhere but in the component that asked. */
export function useMakeToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wanted: Schemas["TokenCreate"]) => body(api.POST("/api/v1/tokens", { body: wanted })),
    onSuccess: () => void client.invalidateQueries({ queryKey: tokensQuery.queryKey }),
    gcTime: 0,
    meta: { quiet: true },
  });
}

export function useRevokeToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.DELETE("/api/v1/tokens/{token_id}", { params: { path: { token_id: id } } }),
    onSettled: () => client.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
}
