/** Files that come in anywhere on the page: dragged over it, let go, or handed on by a place that takes others. */

import { useEffect, useSyncExternalStore } from "react";

interface Standing {
  /** Files are held over the page, and may be let go. */
  isOver: boolean;
  /** Those that were let go, until they are taken up. */
  files: readonly File[];
}

let standing: Standing = { isOver: false, files: [] };
const listeners = new Set<() => void>();

function set(next: Partial<Standing>): void {
  if (Object.entries(next).every(([name, value]) => standing[name as keyof Standing] === value)) return;
  standing = { ...standing, ...next };
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useDropping = () => useSyncExternalStore(subscribe, () => standing);

/** Have these looked at, wherever on the page one is. */
export const takeFiles = (files: readonly File[]) => set({ isOver: false, files });

/** They are on their way. */
export const tookFiles = () => set({ files: [] });

/** Take files from anywhere, but where a place of its own takes them already: that has prevented the default. */
export function useDropAnywhere(): void {
  useEffect(() => {
    // A picture that is dragged within the page counts as a file too, and means nothing.
    let isOwn = false;
    const ofFiles = ({ dataTransfer }: DragEvent) => !isOwn && dataTransfer?.types.includes("Files") === true;
    const acts: { [Name in keyof WindowEventMap]?: (event: WindowEventMap[Name]) => void } = {
      dragstart: () => void (isOwn = true),
      dragend: () => void (isOwn = false),
      dragover: (event) => {
        if (!ofFiles(event)) return;
        set({ isOver: !event.defaultPrevented });
        event.preventDefault();
      },
      dragleave: ({ relatedTarget }) => relatedTarget === null && set({ isOver: false }),
      // A drag that ended elsewhere says nothing; while one goes on, no mouse moves.
      mousemove: () => set({ isOver: false }),
      drop: (event) => {
        const files = ofFiles(event) && !event.defaultPrevented ? [...(event.dataTransfer?.files ?? [])] : [];
        if (files.length > 0) event.preventDefault();
        set(files.length > 0 ? { isOver: false, files } : { isOver: false });
      },
    };
    const bound = Object.entries(acts) as [string, (event: Event) => void][];
    for (const [name, act] of bound) window.addEventListener(name, act);
    return () => {
      for (const [name, act] of bound) window.removeEventListener(name, act);
    };
  }, []);
}
