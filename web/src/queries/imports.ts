/** Imports: a file is sent and looked at, perhaps under other options, confirmed, and can be taken back. */

import { type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import { api, body, Problem, type Schemas } from "~/api/client";

import { INVITATIONS } from "./invitations";
import { sendFile, type Upload } from "./upload";

export type Import = Schemas["ImportView"];
export type ImportSummary = Schemas["ImportSummary"];

/** Also how the live line calls them. */
const IMPORTS = "imports";
const LOOK_AGAIN_MS = 700;

/** It goes on by itself, and says how far it is. */
export const isMoving = ({ state }: Pick<ImportSummary, "state">) => state === "importing" || state === "undoing";

export const importsQuery = queryOptions({
  queryKey: [IMPORTS, "list"],
  queryFn: () => body(api.GET("/api/v1/imports")),
  refetchInterval: ({ state }) => (state.data?.items.some(isMoving) === true ? LOOK_AGAIN_MS : false),
});

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: [IMPORTS, "one", id],
    queryFn: () => body(api.GET("/api/v1/imports/{import_id}", of(id))),
    refetchInterval: ({ state }) => (state.data !== undefined && isMoving(state.data) ? LOOK_AGAIN_MS : false),
  });

const of = (id: string) => ({ params: { path: { import_id: id } } });

/** One import, followed while it moves: with its end, whatever lists or counts invitations is asked for anew. */
export function useImport(id: string, { isBegun = false }: { isBegun?: boolean } = {}) {
  const client = useQueryClient();
  // A confirmation answers after seconds; how far it is shows meanwhile.
  const query = useQuery({ ...importQuery(id), ...(isBegun && { refetchInterval: LOOK_AGAIN_MS }) });
  const state = query.data?.state;
  const before = useRef(state);
  useEffect(() => {
    const was = before.current;
    before.current = state;
    if (was !== undefined && was !== state && (state === "imported" || state === "undone")) renewAll(client);
  }, [client, state]);
  return query;
}

/** Send a file to be looked at. `share` is how much of it has gone, null while nothing is under way. */
export function useUpload() {
  const client = useQueryClient();
  const [share, setShare] = useState<number | null>(null);
  const aborting = useRef<AbortController | null>(null);
  const sending = useMutation({
    mutationFn: async (upload: Upload) => {
      const abort = new AbortController();
      aborting.current = abort;
      setShare(0);
      try {
        return await sendFile(upload, { signal: abort.signal, onSent: setShare });
      } finally {
        setShare(null);
      }
    },
    onSuccess: (preview) => {
      client.setQueryData(importQuery(preview.id).queryKey, preview);
      void client.invalidateQueries({ queryKey: importsQuery.queryKey });
    },
    meta: { quiet: true },
  });
  useEffect(() => () => aborting.current?.abort(), []);
  return { sending, share, cancel: () => aborting.current?.abort() };
}

type Change = (id: string) => Promise<Import>;

function useChange(change: Change) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (changed) => take(client, changed),
    onError: (error, id) => lookAgainAfter(client, id, error),
    meta: { quiet: true },
  });
}

/** Answers when it is done, or after some seconds while it goes on. Done twice, nothing comes twice. */
export const useConfirm = () => useChange((id) => body(api.POST("/api/v1/imports/{import_id}/confirmation", of(id))));

/** Takes back what it added and nobody has touched since; a preview is let go. */
export const useTakeBack = () => useChange((id) => body(api.DELETE("/api/v1/imports/{import_id}", of(id))));

/** Look at the kept file under other options; one look after the other, in the order in which they were asked for. */
export function useLookAgain(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wanted: Schemas["ImportEdit"]) =>
      body(api.PATCH("/api/v1/imports/{import_id}", { ...of(id), body: wanted })),
    scope: { id: `look-again-${id}` },
    onSuccess: (changed) => take(client, changed),
    onError: (error) => lookAgainAfter(client, id, error),
    meta: { quiet: true },
  });
}

async function take(client: QueryClient, changed: Import): Promise<void> {
  const { queryKey } = importQuery(changed.id);
  // What was asked before this answer must not be shown after it.
  await client.cancelQueries({ queryKey });
  client.setQueryData(queryKey, changed);
  void client.invalidateQueries({ queryKey: importsQuery.queryKey });
  if (changed.state === "imported" || changed.state === "undone") renewAll(client);
}

/** Refused because it isn't any more what the page shows: another tab was quicker, or it grew too old. */
function lookAgainAfter(client: QueryClient, id: string, error: Error): void {
  if (error instanceof Problem && (error.status === 409 || error.status === 404)) {
    void client.invalidateQueries({ queryKey: importQuery(id).queryKey });
    void client.invalidateQueries({ queryKey: importsQuery.queryKey });
  }
}

function renewAll(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: INVITATIONS });
  void client.invalidateQueries({ queryKey: ["insights"] });
}
