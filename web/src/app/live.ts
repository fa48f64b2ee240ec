/** The live line to the server: what changed elsewhere, and no more than that, is asked for anew. */

import { type Query, type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import type { Schemas } from "~/api/client";
import { meQuery } from "~/queries/account";
import { CONTACTS } from "~/queries/contacts";
import { dueQuery, INVITATIONS } from "~/queries/invitations";

import { heard, lost } from "~/queries/connection";

type Change = Schemas["Change"];

/** The keys under which each sort of thing is kept, beside the invitations. */
const KEYS: Record<Exclude<Change["what"], "invitation">, readonly string[]> = {
  reminder: ["reminders", "digest", "channels"],
  channel: ["channels", "reminders"],
  import: ["imports"],
  message: ["messages"],
  profile: ["me"],
};
/** Under these stands what belongs to one invitation, whose id follows. */
const OF_ONE = new Set<unknown>(["one", "events", "steps"]);
/** So long a hidden page keeps its line: a browser opens few of them at once, and the pages that are seen need theirs. */
const HIDDEN_MS = 20_000;
const AGAIN_MS = [2_000, 5_000, 15_000, 60_000] as const;

export function useLivePage(): void {
  const client = useQueryClient();
  useEffect(() => stayLive(client), [client]);
}

/** Listen until the function that it returns is called. A hidden page stops listening after a while, and catches up. */
function stayLive(client: QueryClient): () => void {
  let line: EventSource | null = null;
  let again: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let isLater = false;

  const open = () => {
    if (line !== null) return;
    line = new EventSource("/api/v1/events");
    line.addEventListener("hello", ({ data }: MessageEvent<string>) => {
      heard();
      failures = 0;
      const { resumed } = JSON.parse(data) as Schemas["Greeting"];
      // What happens between two greetings, nobody listened to; clocks have moved in any case.
      if (isLater) void client.invalidateQueries(resumed ? { queryKey: dueQuery.queryKey } : {});
      isLater = true;
    });
    line.addEventListener("changed", ({ data }: MessageEvent<string>) => {
      const change = JSON.parse(data) as Change;
      void client.invalidateQueries({ predicate: (query) => isTouched(query, change) });
    });
    line.onerror = () => {
      isLater = true;
      if (line?.readyState !== EventSource.CLOSED) {
        lost();
        return;
      }
      // Refused rather than cut off: browsers don't come back from that by themselves. Asking who I am tells the rest.
      close();
      void client.invalidateQueries({ queryKey: meQuery.queryKey });
      again = setTimeout(open, AGAIN_MS[Math.min(failures, AGAIN_MS.length - 1)]);
      failures += 1;
    };
  };
  const close = () => {
    clearTimeout(again);
    line?.close();
    line = null;
  };
  const onVisibility = () => {
    clearTimeout(again);
    if (document.visibilityState === "hidden") again = setTimeout(close, HIDDEN_MS);
    else open();
  };

  const onOnline = () => {
    if (document.visibilityState !== "visible") return;
    close();
    open();
  };

  open();
  window.addEventListener("online", onOnline);
  document.addEventListener("visibilitychange", onVisibility);
  return () => {
    window.removeEventListener("online", onOnline);
    document.removeEventListener("visibilitychange", onVisibility);
    close();
  };
}

/** Whether the answer that a query holds may be another one after the change. */
export function isTouched(query: Pick<Query, "queryKey" | "state">, { what, ids }: Change): boolean {
  const [sort, part, id] = query.queryKey;
  if (what !== "invitation") {
    return (KEYS[what] as readonly unknown[]).includes(sort) || (what === "profile" && sort === INVITATIONS[0]);
  }
  if (sort === "insights") return true;
  // A reply that went out, or was taken back, is a word with a person.
  if (sort === CONTACTS[0]) return true;
  if (sort === INVITATIONS[0]) return ids === null || !OF_ONE.has(part) || ids.includes(String(id));
  if (sort === "messages") return part === "of" && (ids === null || ids.includes(String(id)));
  if (sort !== "replies") return false;
  if (ids === null || part === "sendings") return true;
  if (part === "one")
    return ids.includes(String((query.state.data as Schemas["ReplyView"] | undefined)?.invitation_id));
  return part === "of" && ids.includes(String(id));
}
