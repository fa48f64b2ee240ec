/** Something that any part of the page may open, and one part shows. */

import { useSyncExternalStore } from "react";

export interface Opening {
  open: () => void;
  close: () => void;
  useIsOpen: () => boolean;
}

export function makeOpening(): Opening {
  let isOpen = false;
  const listeners = new Set<() => void>();
  const set = (is: boolean) => {
    isOpen = is;
    for (const listener of listeners) listener();
  };
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    open: () => set(true),
    close: () => set(false),
    useIsOpen: () => useSyncExternalStore(subscribe, () => isOpen),
  };
}
