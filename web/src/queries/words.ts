/** Words that the server doesn't have yet, kept on this device until it has them. Signing out forgets them all. */

import { forgetSendings } from "./sendings";

const PREFIX = "replyby-words:";
const KEPT_FOR = 30 * 24 * 3_600_000;

interface Entry {
  at: number;
  words: unknown;
}

const keyOf = (account: string, invitation: string) => `${PREFIX}${account}:${invitation}`;

/** False where the device has no room or no storage: then the words are on the page alone. */
export function keepWords(account: string, invitation: string, words: unknown, at = Date.now()): boolean {
  try {
    localStorage.setItem(keyOf(account, invitation), JSON.stringify({ at, words } satisfies Entry));
    return true;
  } catch {
    return false;
  }
}

/** What was kept for an invitation; null where there is nothing, or nothing that can be read. */
export function keptWords(account: string, invitation: string, now = Date.now()): unknown {
  try {
    const entry = JSON.parse(localStorage.getItem(keyOf(account, invitation)) ?? "null") as Entry | null;
    return entry !== null && now - entry.at < KEPT_FOR ? entry.words : null;
  } catch {
    return null;
  }
}

export function dropWords(account: string, invitation: string): void {
  try {
    localStorage.removeItem(keyOf(account, invitation));
  } catch {
    // Without storage there is nothing to drop.
  }
}

/** For whoever signs out: the next person at this device finds nothing. */
export function forgetWords(): void {
  forgetSendings();
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch {
    // Without storage there is nothing to forget.
  }
}
