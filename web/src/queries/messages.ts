/** Messages that arrived: those that wait for a person, those of an invitation, and what came with a file. */

import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, body, onceKey, type Schemas } from "~/api/client";

import { INVITATIONS, invitationQuery } from "./invitations";

export type Message = Schemas["MessageView"];
export type MessageSummary = Schemas["MessageSummary"];

/** Also how the live line calls them. */
export const MESSAGES = "messages";

/** As many as are listed at once; whoever has more sees the next ones when these are decided. */
export const MOST_LISTED = 100;

type Listed = "waiting" | "dismissed";

export const listedQuery = (state: Listed) =>
  queryOptions({
    queryKey: [MESSAGES, "list", state],
    queryFn: () => body(api.GET("/api/v1/messages", { params: { query: { state, limit: MOST_LISTED } } })),
  });

export const messageQuery = (id: string) =>
  queryOptions({
    queryKey: [MESSAGES, "one", id],
    queryFn: () => body(api.GET("/api/v1/messages/{message_id}", of(id))),
  });

/** The messages of an invitation, the newest first. */
export const messagesOfQuery = (invitationId: string) =>
  queryOptions({
    queryKey: [MESSAGES, "of", invitationId],
    queryFn: () =>
      body(api.GET("/api/v1/messages", { params: { query: { invitation_id: invitationId, limit: MOST_LISTED } } })),
  });

/** What came with a file, and where it is now. */
export const messagesOfImportQuery = (importId: string) =>
  queryOptions({
    queryKey: [MESSAGES, "import", importId],
    queryFn: () => body(api.GET("/api/v1/messages", { params: { query: { import_id: importId, limit: 200 } } })),
  });

const of = (id: string) => ({ params: { path: { message_id: id } } });

/** Put one aside, or let it wait again. */
export function useSetAside() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, state }: { id: string; state: Listed }) =>
      body(api.PATCH("/api/v1/messages/{message_id}", { ...of(id), body: { state } })),
    onSettled: () => client.invalidateQueries({ queryKey: [MESSAGES] }),
  });
}

/** Record a message as an invitation, or add it to one. Whoever asks shows the refusal. */
export function usePlaceMessage() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...placement }: Schemas["MessagePlacement"] & { id: string }) =>
      body(
        api.POST("/api/v1/messages/{message_id}/invitation", {
          params: { path: { message_id: id }, header: { "Idempotency-Key": onceKey() } },
          body: placement,
        }),
      ),
    onSuccess: (invitation) => {
      client.setQueryData(invitationQuery(invitation.id).queryKey, invitation);
      void client.invalidateQueries({ queryKey: INVITATIONS });
    },
    onSettled: () => client.invalidateQueries({ queryKey: [MESSAGES] }),
    meta: { quiet: true },
  });
}
