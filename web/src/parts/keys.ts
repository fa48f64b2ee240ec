/** Single keys and chords that act on the page: never while somebody types, and never inside a dialog or a menu. */

import { useWindowEvent } from "@mantine/hooks";
import { useRef } from "react";

const KEPT = "replyby-single-keys";
const CHORD_MS = 1_200;

/** "s", "?", "ArrowDown", "mod+k", or two keys one after the other: "g h". */
export type Keys = Readonly<Record<string, Act>>;
/** False where there was nothing to do: the key then does what it always does. */
type Act = (event: KeyboardEvent) => unknown;

/** Whether single keys act at all: they get in the way of speech input, so they can be turned off. */
export function areSingleKeysOn(): boolean {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true;
  }
}

export function turnSingleKeys(on: boolean): void {
  try {
    if (on) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, "off");
  } catch {
    // Without storage they stay on.
  }
}

/** Acts on the keys for as long as the component is shown. A key that acted does nothing else. */
export function useKeys(keys: Keys): void {
  const first = useRef<{ key: string; at: number } | null>(null);
  useWindowEvent("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const act = event.ctrlKey || event.metaKey ? keys[`mod+${event.key.toLowerCase()}`] : single(event, keys, first);
    if (act === undefined) return;
    if (act(event) !== false) event.preventDefault();
  });
}

type First = { current: { key: string; at: number } | null };

function single(event: KeyboardEvent, keys: Keys, first: First): Act | undefined {
  if (event.altKey || (event.repeat && event.key.length > 1 && !event.key.startsWith("Arrow"))) return undefined;
  if (isBusy(event.target) || !areSingleKeysOn()) return undefined;
  const before = first.current;
  first.current = null;
  if (before !== null && event.timeStamp - before.at < CHORD_MS) {
    const chord = keys[`${before.key} ${event.key}`];
    if (chord !== undefined) return chord;
  }
  if (Object.keys(keys).some((one) => one.startsWith(`${event.key} `))) {
    first.current = { key: event.key, at: event.timeStamp };
    return undefined;
  }
  return keys[event.key];
}

/** Somebody types, or a dialog or menu has the keyboard. */
function isBusy(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest("input, textarea, select, [contenteditable='true'], [role='menu'], [role='listbox']") !== null)
    return true;
  return document.querySelector("[aria-modal='true']") !== null;
}
