/** Replies: drafting, mending, and saying that one went out. */

import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { useCallback } from "react";

import { api, body, ifMatch, onceKey, type Schemas } from "~/api/client";

import { millisecondsUntil } from "~/time/server";

import { INVITATIONS } from "./invitations";
import { noteSending } from "./sendings";

export type Reply = Schemas["ReplyView"];
export type Finding = Schemas["FindingView"];
export type ReplyState = Reply["state"];

/** We are sending it: it waits for its ten seconds or for another try, or it is being handed over. */
export const isUnderWay = ({ state }: Pick<Reply, "state">): boolean => state === "approved" || state === "sending";

/** Something has come between approval and arrival, and the person has a word to say about it. */
export const wantsAWord = ({ state }: Pick<Reply, "state">): boolean =>
  state === "failed" || state === "outcome_unknown";

/** How often a reply that is on its way is looked at again: each second while it leaves, seldom while it waits. */
const SOON_MS = 1_000;
const LATER_MS = 15_000;

function lookAgain(reply: Reply | undefined): number | false {
  if (reply === undefined || !isUnderWay(reply)) return false;
  const at = reply.delivery?.send_at;
  return at != null && millisecondsUntil(at) > LATER_MS ? LATER_MS : SOON_MS;
}

export const replyQuery = (id: string) =>
  queryOptions({
    queryKey: ["replies", "one", id],
    queryFn: () => body(api.GET("/api/v1/replies/{reply_id}", { params: { path: { reply_id: id } } })),
    // A try that is put off, and the handing over itself, are told by nobody.
    refetchInterval: ({ state: { data } }) => lookAgain(data),
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
    refetchInterval: ({ state: { data } }) => lookAgain(data?.items.find(isUnderWay)),
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
      if (isUnderWay(reply)) noteSending(reply.invitation_id);
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
      void client.invalidateQueries({ queryKey: repliesQuery(reply.invitation_id).queryKey });
      void client.invalidateQueries({ queryKey: INVITATIONS });
    },
    networkMode: "always",
    meta: { quiet },
  });
}
