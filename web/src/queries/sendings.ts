/**
 * The invitations to which a reply was let go from this browser, or was told of while the page was open: wherever the
 * person is, they see how it fares. Only ids are kept, and only until it has arrived.
 */

import { useSyncExternalStore } from "react";

const KEPT = "replyby-sendings";
const MOST = 20;

let known: readonly string[] = read();
const listeners = new Set<() => void>();

function read(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    return Array.isArray(kept) ? kept.filter((id): id is string => typeof id === "string").slice(-MOST) : [];
  } catch {
    return [];
  }
}

function keep(ids: readonly string[]): void {
  known = ids.slice(-MOST);
  try {
    if (known.length === 0) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, JSON.stringify(known));
  } catch {
    // Without storage it is known as long as the page is open.
  }
  for (const listener of listeners) listener();
}

export function noteSending(invitationId: string): void {
  if (!known.includes(invitationId)) keep([...known, invitationId]);
}

export function forgetSending(invitationId: string): void {
  if (known.includes(invitationId)) keep(known.filter((id) => id !== invitationId));
}

/** For whoever signs out: the next person at this device finds nothing. */
export function forgetSendings(): void {
  keep([]);
}

function subscribe(listener: () => void): () => void {
  const onElsewhere = ({ key }: StorageEvent) => {
    if (key !== KEPT && key !== null) return;
    known = read();
    listener();
  };
  listeners.add(listener);
  window.addEventListener("storage", onElsewhere);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", onElsewhere);
  };
}

export const useSendings = (): readonly string[] => useSyncExternalStore(subscribe, () => known);
