/** Invitations: asking for them, and everything that changes one. */

import {
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";

import { api, body, ifMatch, onceKey, type Schemas } from "~/api/client";
import type { paths } from "~/api/schema";

export type Invitation = Schemas["InvitationView"];
export type Filters = Omit<NonNullable<paths["/api/v1/invitations"]["get"]["parameters"]["query"]>, "cursor" | "limit">;

/** Whatever lists or counts invitations stands under this key, so that one change renews all of it. */
export const INVITATIONS = ["invitations"] as const;

export const dueQuery = queryOptions({
  queryKey: [...INVITATIONS, "due"],
  queryFn: () => body(api.GET("/api/v1/due", { params: { query: { limit: 200 } } })),
  // The clocks are in the server's words; they move by the minute.
  refetchInterval: 60_000,
});

export const invitationQuery = (id: string) =>
  queryOptions({
    queryKey: [...INVITATIONS, "one", id],
    queryFn: () => body(api.GET("/api/v1/invitations/{invitation_id}", { params: { path: { invitation_id: id } } })),
  });

export const listQuery = (filters: Filters, pageSize = 100) =>
  infiniteQueryOptions({
    queryKey: [...INVITATIONS, "list", filters, pageSize],
    queryFn: ({ pageParam }) =>
      body(
        api.GET("/api/v1/invitations", {
          params: { query: { ...filters, limit: pageSize, cursor: pageParam ?? undefined } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

/** The few invitations that fit the words best, for a search as one types. */
export const searchQuery = (q: string) =>
  queryOptions({
    queryKey: [...INVITATIONS, "search", q],
    queryFn: () => body(api.GET("/api/v1/invitations", { params: { query: { q, limit: 8 } } })),
  });

export const eventsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...INVITATIONS, "events", id],
    queryFn: ({ pageParam }) =>
      body(
        api.GET("/api/v1/invitations/{invitation_id}/events", {
          params: { path: { invitation_id: id }, query: { cursor: pageParam ?? undefined } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

/** Put what the server answered in its place, and ask again for what it may have moved. */
async function renew(client: QueryClient, changed?: Invitation): Promise<void> {
  if (changed !== undefined) client.setQueryData(invitationQuery(changed.id).queryKey, changed);
  await client.invalidateQueries({ queryKey: INVITATIONS });
}

function useChange<Given>(change: (given: Given) => Promise<Invitation>, quiet = false) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: (changed) => renew(client, changed), meta: { quiet } });
}

const of = (id: string) => ({ path: { invitation_id: id } });

export const useRecord = () =>
  useChange(
    ({ key, ...invitation }: Schemas["InvitationCreate"] & { key?: string }) =>
      body(
        api.POST("/api/v1/invitations", {
          params: { header: { "Idempotency-Key": key ?? onceKey() } },
          body: invitation,
        }),
      ),
    true,
  );

/** Refused with 412 when somebody else changed it since `version`. */
export const useEditInvitation = () =>
  useChange(
    ({ id, version, changes }: { id: string; version: number; changes: Schemas["InvitationEdit"] }) =>
      body(
        api.PATCH("/api/v1/invitations/{invitation_id}", {
          params: { ...of(id), header: ifMatch(version) },
          body: changes,
        }),
      ),
    true,
  );

/** Whoever asks shows the refusal. */
export const useSnooze = () =>
  useChange(
    ({ id, until }: { id: string; until: string }) =>
      body(api.PUT("/api/v1/invitations/{invitation_id}/snooze", { params: of(id), body: { until } })),
    true,
  );

export const useWake = () =>
  useChange((id: string) => body(api.DELETE("/api/v1/invitations/{invitation_id}/snooze", { params: of(id) })));

/** Whoever asks shows the refusal: most of them belong beside a field. */
export const useAnswer = () =>
  useChange(
    ({ id, answer }: { id: string; answer: Schemas["AnswerPut"] }) =>
      body(api.PUT("/api/v1/invitations/{invitation_id}/answer", { params: of(id), body: answer })),
    true,
  );

export const useUndoAnswer = () =>
  useChange((id: string) => body(api.DELETE("/api/v1/invitations/{invitation_id}/answer", { params: of(id) })));

export const useRestore = () =>
  useChange((id: string) => body(api.POST("/api/v1/invitations/{invitation_id}/restoration", { params: of(id) })));

export function useDelete() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.DELETE("/api/v1/invitations/{invitation_id}", { params: of(id) }),
    onSuccess: () => renew(client),
  });
}
