/** Whether the server is heard: what the live line and each request last found. */

import { useSyncExternalStore } from "react";

let isLost = false;
const listeners = new Set<() => void>();

export function heard(): void {
  set(false);
}

export function lost(): void {
  set(true);
}

function set(is: boolean): void {
  if (is === isLost) return;
  isLost = is;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** True while the server doesn't answer. */
export function useIsLost(): boolean {
  return useSyncExternalStore(subscribe, () => isLost);
}
