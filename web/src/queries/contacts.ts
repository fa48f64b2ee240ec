/** People, when one spoke with them, and a few lines to write to them. */

import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";

import { api, body, ifMatch, onceKey, type Schemas } from "~/api/client";

export type Contact = Schemas["ContactView"];
export type Touchpoint = Schemas["TouchpointView"];

/** Everything about people stands under this key, so that one change renews all of it. */
export const CONTACTS = ["contacts"] as const;

const of = (id: string) => ({ path: { contact_id: id } });

export const contactQuery = (id: string) =>
  queryOptions({
    queryKey: [...CONTACTS, "one", id],
    queryFn: () => body(api.GET("/api/v1/contacts/{contact_id}", { params: of(id) })),
  });

/** Who is due first stands first; whoever has no day comes last. */
export const peopleQuery = ({ q, deleted = false }: { q: string; deleted?: boolean }) =>
  infiniteQueryOptions({
    queryKey: [...CONTACTS, "list", q, deleted],
    queryFn: ({ pageParam, signal }) =>
      body(
        api.GET("/api/v1/contacts", {
          params: {
            query: { q: q || undefined, deleted, sort: "speak_on", limit: 100, cursor: pageParam ?? undefined },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });

/** The few whose day has come, the longest due first. */
export const peopleDueQuery = (most: number) =>
  queryOptions({
    queryKey: [...CONTACTS, "due", most],
    queryFn: () => body(api.GET("/api/v1/contacts", { params: { query: { due: true, limit: most } } })),
    // Days come by themselves, at midnight.
    refetchInterval: 10 * 60_000,
  });

/** The few people that fit the words, for a search as one types. */
export const peopleSearchQuery = (q: string, most = 5) =>
  queryOptions({
    queryKey: [...CONTACTS, "search", q, most],
    queryFn: () => body(api.GET("/api/v1/contacts", { params: { query: { q, limit: most } } })),
  });

/** Whoever a reply went to, if they are somebody to keep in touch with; else null. */
export function ofReplyQuery(
  { id, contact_email, contact_name }: Pick<Schemas["InvitationView"], "id" | "contact_email" | "contact_name">,
  { recipient }: Pick<Schemas["ReplyView"], "recipient">,
) {
  const address = (contact_email ?? recipient)?.toLowerCase() ?? null;
  return queryOptions({
    queryKey: [...CONTACTS, "of-invitation", id, address, contact_name],
    queryFn: async (): Promise<Contact | null> => {
      const words = address ?? contact_name ?? "";
      if (words === "") return null;
      const { items } = await body(api.GET("/api/v1/contacts", { params: { query: { q: words, limit: 50 } } }));
      const isMeant = (one: Contact) =>
        address === null ? one.invitation_id === id && one.name === contact_name : one.email === address;
      return items.find(isMeant) ?? null;
    },
  });
}

/** Somebody who was deleted and can still be restored; null where there is no such person. */
export const deletedPersonQuery = (id: string) =>
  queryOptions({
    queryKey: [...CONTACTS, "deleted", id],
    queryFn: async ({ signal }): Promise<Contact | null> => {
      let cursor: string | undefined;
      do {
        const query = { deleted: true, limit: 200, cursor };
        const page = await body(api.GET("/api/v1/contacts", { params: { query }, signal }));
        const found = page.items.find((one) => one.id === id);
        if (found !== undefined) return found;
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined);
      return null;
    },
  });

export const touchpointsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...CONTACTS, "touchpoints", id],
    queryFn: ({ pageParam }) =>
      body(
        api.GET("/api/v1/contacts/{contact_id}/touchpoints", {
          params: { ...of(id), query: { limit: 20, cursor: pageParam ?? undefined } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

/** A few lines to write. They stay as they are until others are asked for: nothing is kept by the server. */
export const checkInQuery = (id: string, wanted: Schemas["CheckInCreate"]) =>
  queryOptions({
    queryKey: ["check-ins", id, wanted],
    queryFn: ({ signal }) =>
      body(api.POST("/api/v1/contacts/{contact_id}/check-ins", { params: of(id), body: wanted, signal })),
    placeholderData: keepPreviousData,
    staleTime: 5 * 60_000,
    gcTime: 5 * 60_000,
    refetchOnWindowFocus: false,
  });

/** Put what the server answered in its place, and ask again for what it may have moved. */
async function renew(client: QueryClient, changed?: Contact): Promise<void> {
  if (changed !== undefined) client.setQueryData(contactQuery(changed.id).queryKey, changed);
  void client.invalidateQueries({ queryKey: ["check-ins"] });
  void client.invalidateQueries({ queryKey: ["digest"] });
  await client.invalidateQueries({ queryKey: CONTACTS });
}

function useChange<Given>(change: (given: Given) => Promise<Contact>, quiet = false) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: (changed) => renew(client, changed), meta: { quiet } });
}

/** The form shows the refusal. */
export const useRecordContact = () =>
  useChange(
    ({ key, ...contact }: Schemas["ContactCreate"] & { key: string }) =>
      body(api.POST("/api/v1/contacts", { params: { header: { "Idempotency-Key": key } }, body: contact })),
    true,
  );

/** Refused with 412 when somebody else changed it since `version`. Whoever asks shows the refusal. */
export const useEditContact = () =>
  useChange(
    ({ id, version, changes }: { id: string; version?: number; changes: Schemas["ContactEdit"] }) =>
      body(
        api.PATCH("/api/v1/contacts/{contact_id}", {
          params: { ...of(id), header: version === undefined ? {} : ifMatch(version) },
          body: changes,
        }),
      ),
    true,
  );

export const useRestoreContact = () =>
  useChange((id: string) => body(api.POST("/api/v1/contacts/{contact_id}/restoration", { params: of(id) })));

export function useDeleteContact() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.DELETE("/api/v1/contacts/{contact_id}", { params: of(id) }),
    onSuccess: () => renew(client),
  });
}

/** Whoever asks shows the refusal. */
export function useNoteTouchpoint() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...spoken }: Schemas["TouchpointCreate"] & { id: string }) =>
      body(
        api.POST("/api/v1/contacts/{contact_id}/touchpoints", {
          params: { ...of(id), header: { "Idempotency-Key": onceKey() } },
          body: spoken,
        }),
      ),
    onSuccess: () => renew(client),
    meta: { quiet: true },
  });
}

export function useDeleteTouchpoint() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, contact_id }: Pick<Touchpoint, "id" | "contact_id">) =>
      api.DELETE("/api/v1/contacts/{contact_id}/touchpoints/{touchpoint_id}", {
        params: { path: { contact_id, touchpoint_id: id } },
      }),
    onSuccess: () => renew(client),
  });
}
