/** Replies: drafting, mending, and saying that one went out. */

import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { useCallback } from "react";

import { api, body, ifMatch, onceKey, type Schemas } from "~/api/client";

import { INVITATIONS } from "./invitations";
import { lookAgain, noteSending, type Sending, sendingsQuery } from "./sendings";

export type Reply = Schemas["ReplyView"];
export type Finding = Schemas["FindingView"];
export type ReplyState = Reply["state"];

/** How its sending fares, whether that has begun or not. */
export const sendingOf = ({ id, state, recipient, delivery }: Reply): Sending => ({
  reply_id: id,
  state,
  recipient: delivery?.recipient ?? recipient,
  approved_at: delivery?.approved_at ?? null,
  send_at: delivery?.send_at ?? null,
  error: delivery?.error ?? null,
});

export const replyQuery = (id: string) =>
  queryOptions({
    queryKey: ["replies", "one", id],
    queryFn: () => body(api.GET("/api/v1/replies/{reply_id}", { params: { path: { reply_id: id } } })),
    // A try that is put off, and the handing over itself, are told by nobody.
    refetchInterval: ({ state: { data } }) => lookAgain(data === undefined ? [] : [sendingOf(data)]) ?? false,
  });

export const repliesQuery = (invitationId: string) =>
  queryOptions({
    queryKey: ["replies", "of", invitationId],
    queryFn: () =>
      body(
        api.GET("/api/v1/invitations/{invitation_id}/replies", {
          params: { path: { invitation_id: invitationId } },
        }),
      ),
    refetchInterval: ({ state: { data } }) => lookAgain(data?.items.map(sendingOf) ?? []) ?? false,
  });

/** The words that a draft would begin with; nothing is kept. A refusal says what is still missing. */
export const previewQuery = (invitationId: string, wanted: Schemas["Wishes"]) =>
  queryOptions({
    queryKey: ["replies", "preview", invitationId, wanted],
    queryFn: async ({ signal }) => ({
      ...(await body(
        api.POST("/api/v1/invitations/{invitation_id}/reply-previews", {
          params: { path: { invitation_id: invitationId } },
          body: wanted,
          signal,
        }),
      )),
      wanted,
    }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 5 * 60_000,
    refetchOnWindowFocus: false,
  });

function useReplyChange<Given>(change: (given: Given) => Promise<Reply>, quiet = true) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (reply) => {
      client.setQueryData(replyQuery(reply.id).queryKey, reply);
      void client.invalidateQueries({ queryKey: repliesQuery(reply.invitation_id).queryKey });
      void client.invalidateQueries({ queryKey: INVITATIONS });
      noteSending(client, reply);
    },
    // Without a connection it is refused at once, rather than waiting for one unseen.
    networkMode: "always",
    meta: { quiet },
  });
}

/** Asks for a reply as it stands on the server now, whatever was read before. */
export function useShowReply() {
  const client = useQueryClient();
  return useCallback((id: string) => client.query({ ...replyQuery(id), staleTime: 0 }), [client]);
}

export const useDraft = () =>
  useReplyChange(({ invitationId, ...wanted }: Schemas["ReplyCreate"] & { invitationId: string }) =>
    body(
      api.POST("/api/v1/invitations/{invitation_id}/replies", {
        params: { path: { invitation_id: invitationId }, header: { "Idempotency-Key": onceKey() } },
        body: wanted,
      }),
    ),
  );

export const useEditReply = () =>
  useReplyChange(({ id, version, ...changes }: Schemas["ReplyEdit"] & { id: string; version: number }) =>
    body(
      api.PATCH("/api/v1/replies/{reply_id}", {
        params: { path: { reply_id: id }, header: ifMatch(version) },
        body: changes,
      }),
    ),
  );

export const useMarkSent = () =>
  useReplyChange((id: string) =>
    body(api.POST("/api/v1/replies/{reply_id}/sent", { params: { path: { reply_id: id } } })),
  );

/** The person's word that it leaves in their name, to the recipient that they were shown. */
export const useDeliver = () =>
  useReplyChange(({ id, recipient }: { id: string; recipient: string }) =>
    body(
      api.POST("/api/v1/replies/{reply_id}/delivery", {
        params: { path: { reply_id: id }, header: { "Idempotency-Key": onceKey() } },
        body: { recipient },
      }),
    ),
  );

/** Takes a reply back before it leaves. */
export const useRecall = () =>
  useReplyChange((id: string) =>
    body(api.DELETE("/api/v1/replies/{reply_id}/delivery", { params: { path: { reply_id: id } } })),
  );

/** What became of a reply, as the person found it. */
export const useSayOutcome = () =>
  useReplyChange(({ id, wentOut }: { id: string; wentOut: boolean }) =>
    body(
      api.POST("/api/v1/replies/{reply_id}/outcome", {
        params: { path: { reply_id: id }, header: { "Idempotency-Key": onceKey() } },
        body: { went_out: wentOut },
      }),
    ),
  );

export function useDeleteReply({ quiet = false } = {}) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reply: Reply) =>
      api.DELETE("/api/v1/replies/{reply_id}", { params: { path: { reply_id: reply.id } } }),
    onSuccess: (_, reply) => {
      client.removeQueries({ queryKey: replyQuery(reply.id).queryKey });
      void client.invalidateQueries({ queryKey: sendingsQuery.queryKey });
      void client.invalidateQueries({ queryKey: repliesQuery(reply.invitation_id).queryKey });
      void client.invalidateQueries({ queryKey: INVITATIONS });
    },
    networkMode: "always",
    meta: { quiet },
  });
}
