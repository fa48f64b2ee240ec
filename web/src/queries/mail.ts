/** The person's own mail: as whom replies leave, what is fetched, and the private links. */

import { type QueryClient, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, body, ifMatch, Problem, type Schemas } from "~/api/client";

export type MailIdentity = Schemas["MailIdentityView"];
export type Mailbox = Schemas["MailboxView"];
export type LinkKind = Schemas["PrivateLinkKind"];
export type PrivateLink = Schemas["PrivateLinkView"];
export type PrivateLinkMade = Schemas["PrivateLinkMade"];

/** What was asked for; null where there isn't any yet. */
async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

export const identityQuery = queryOptions({
  queryKey: ["mail-identity"],
  queryFn: () => orNull(body(api.GET("/api/v1/mail-identity"))),
});

/** Whether a reply can leave from here: there is a mail server, and it has taken a test message. */
export const isReady = (identity: MailIdentity | null | undefined): identity is MailIdentity =>
  identity != null && identity.tested_at !== null;

export const mailboxQuery = queryOptions({
  queryKey: ["mailbox"],
  queryFn: () => orNull(body(api.GET("/api/v1/mailbox"))),
  // It is read every few minutes, by nobody who would tell.
  refetchInterval: 60_000,
});

export const linksQuery = queryOptions({
  queryKey: ["private-links"],
  queryFn: async () => (await body(api.GET("/api/v1/private-links"))).items,
});

const versioned = (version: number | undefined) => ({
  header: version === undefined ? {} : ifMatch(version),
});

const renew = (client: QueryClient, ...keys: readonly string[]) =>
  Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: [key] })));

/** The password is in this request alone: no answer holds it. */
export function useSetIdentity() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ version, ...wanted }: Schemas["MailIdentityEdit"] & { version?: number | undefined }) =>
      body(api.PUT("/api/v1/mail-identity", { params: versioned(version), body: wanted })),
    onSuccess: (identity) => client.setQueryData(identityQuery.queryKey, identity),
    onError: () => void renew(client, "mail-identity"),
    gcTime: 0,
    meta: { quiet: true },
  });
}

export function useForgetIdentity() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.DELETE("/api/v1/mail-identity"),
    onSuccess: () => client.setQueryData(identityQuery.queryKey, null),
    onError: () => void renew(client, "mail-identity"),
  });
}

/** Sends a message to the person's own address, and waits for what became of it: up to 20 seconds. */
export function useTestIdentity() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => body(api.POST("/api/v1/mail-identity/test")),
    onSettled: () => renew(client, "mail-identity"),
    meta: { quiet: true },
  });
}

export function useSetMailbox() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ version, ...wanted }: Schemas["MailboxWanted"] & { version?: number | undefined }) =>
      body(api.PUT("/api/v1/mailbox", { params: versioned(version), body: wanted })),
    onSuccess: (mailbox) => client.setQueryData(mailboxQuery.queryKey, mailbox),
    onError: () => void renew(client, "mailbox"),
    gcTime: 0,
    meta: { quiet: true },
  });
}

export function useForgetMailbox() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.DELETE("/api/v1/mailbox"),
    onSuccess: () => client.setQueryData(mailboxQuery.queryKey, null),
    onError: () => void renew(client, "mailbox"),
  });
}

/** Signs in, lists the folders, and opens the chosen one: up to 30 seconds. */
export function useTestMailbox() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => body(api.POST("/api/v1/mailbox/test")),
    onSettled: () => renew(client, "mailbox"),
    meta: { quiet: true },
  });
}

/** The answer holds the address, this once: it is kept nowhere but in the component that asked. */
export function useMakeLink() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (kind: LinkKind) => body(api.PUT("/api/v1/private-links/{kind}", { params: { path: { kind } } })),
    onSuccess: () => void renew(client, "private-links"),
    gcTime: 0,
    meta: { quiet: true },
  });
}

export function useRevokeLink() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (kind: LinkKind) => api.DELETE("/api/v1/private-links/{kind}", { params: { path: { kind } } }),
    onSettled: () => renew(client, "private-links"),
  });
}
