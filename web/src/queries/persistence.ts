/** What stays readable without a connection: who I am, and what needs an answer. Signing out forgets it. */

import { createAsyncStoragePersister } from "@tanstack/query-async-storage-persister";
import type { PersistQueryClientProviderProps } from "@tanstack/react-query-persist-client";
import { clear, createStore, del, get, set } from "idb-keyval";

import { meQuery } from "./account";
import { dueQuery } from "./invitations";

const KEPT = new Set([meQuery.queryKey, dueQuery.queryKey].map((key) => JSON.stringify(key)));

const store = typeof indexedDB === "undefined" ? undefined : createStore("replyby", "kept");

export const persistence: PersistQueryClientProviderProps["persistOptions"] = {
  persister: createAsyncStoragePersister({
    key: "queries",
    storage: store && {
      getItem: (key) => get<string>(key, store).then((value) => value ?? null),
      setItem: (key, value: string) => set(key, value, store),
      removeItem: (key) => del(key, store),
    },
  }),
  maxAge: 7 * 24 * 3_600_000,
  buster: "1",
  dehydrateOptions: {
    shouldDehydrateQuery: (query) => query.state.status === "success" && KEPT.has(JSON.stringify(query.queryKey)),
  },
};

/** For whoever signs out, or is signed out: nothing of theirs stays on this device. */
export async function forgetKept(): Promise<void> {
  try {
    if (store !== undefined) await clear(store);
  } catch {
    // Where storage is forbidden, nothing was kept.
  }
}
