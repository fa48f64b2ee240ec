/** Who is signed in, and how the first one comes in. */

import { type QueryClient, queryOptions, useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";

import { api, body, ifMatch, Problem, type Schemas } from "~/api/client";

export type Profile = Schemas["ProfileView"];
export type ProfileChanges = Schemas["ProfileEdit"];

export const setupQuery = queryOptions({
  queryKey: ["setup"],
  queryFn: () => body(api.GET("/api/v1/setup")),
});

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: () => body(api.GET("/api/v1/me")),
  staleTime: 60_000,
});

/** Whether this browser is signed in already, asked anew each time: what is kept may be of a session that is over. */
export const signedInQuery = queryOptions({
  queryKey: ["signed-in"],
  queryFn: async (): Promise<boolean> => {
    try {
      await body(api.GET("/api/v1/me"));
      return true;
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return false;
      throw error;
    }
  },
  staleTime: 0,
  gcTime: 0,
});

/** The signed-in account; pages behind the sign-in always have one. */
export function useMe(): Profile {
  return useSuspenseQuery(meQuery).data;
}

export function useEditMe() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ version, ...changes }: ProfileChanges & { version: number }) =>
      body(api.PATCH("/api/v1/me", { params: { header: ifMatch(version) }, body: changes })),
    onSuccess: (profile) => {
      client.setQueryData(meQuery.queryKey, profile);
      // Zone, language and policy are in every deadline and every word. Nobody waits until all of it is asked anew.
      void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "me" });
    },
    onError: (error) => {
      // Somebody came first: the next attempt begins from what is there now.
      if (error instanceof Problem && error.status === 412)
        void client.invalidateQueries({ queryKey: meQuery.queryKey });
    },
    meta: { quiet: true },
  });
}

export function useSignUp() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: Schemas["AccountCreate"]) => body(api.POST("/api/v1/accounts", { body: given })),
    onSuccess: (profile) => beginAs(client, profile),
    meta: { quiet: true },
  });
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: Schemas["SessionCreate"]) => body(api.POST("/api/v1/sessions", { body: given })),
    onSuccess: ({ account }) => beginAs(client, account),
    meta: { quiet: true },
  });
}

/** Nothing of whoever used this browser before is shown to the next one. */
function beginAs(client: QueryClient, profile: Profile): void {
  client.removeQueries({ predicate: (query) => !KEPT.has(query.queryKey[0]) });
  client.setQueryData(meQuery.queryKey, profile);
}

/** What is the same for everybody, and what the way in itself is looking at. */
const KEPT = new Set<unknown>(["countries", "signed-in"]);

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.DELETE("/api/v1/sessions/current"),
    onSettled: () => client.clear(),
  });
}

export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: Schemas["PasswordChange"]) => api.PUT("/api/v1/me/password", { body: given }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["sessions"] }),
    meta: { quiet: true },
  });
}

export function useDeleteMe() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: Schemas["AccountDeletion"]) => api.DELETE("/api/v1/me", { body: given }),
    onSuccess: () => client.clear(),
    meta: { quiet: true },
  });
}
