/** Lengths that the rows in sight are reckoned with. */

import { type RefObject, useLayoutEffect, useRef, useState } from "react";

import type { Filters } from "~/queries/invitations";

/** So many rem in px. */
export function inRem(length: number): number {
  return length * (Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16);
}

/** What the page leaves free under the content, in px: room for the bar of acts. */
const KEPT_FREE = 78;

/** How high a box may be that is to end above the lower edge of the window, wherever it begins. */
export function useRoomBelow(box: RefObject<HTMLElement | null>): number | undefined {
  const [room, setRoom] = useState<number>();
  useLayoutEffect(() => {
    const measure = () => {
      const top = box.current?.getBoundingClientRect().top ?? 0;
      setRoom(Math.max(inRem(16), Math.floor(window.innerHeight - top - window.scrollY - KEPT_FREE)));
    };
    measure();
    // Filters that come or go above it move it.
    const watch = new ResizeObserver(measure);
    watch.observe(document.body);
    if (box.current?.parentElement) watch.observe(box.current.parentElement);
    window.addEventListener("resize", measure);
    return () => {
      watch.disconnect();
      window.removeEventListener("resize", measure);
    };
  }, [box]);
  return room;
}

/** Does `act` when the list becomes another one; not when it is first shown, where the place that was left counts. */
export function useOnOther(filters: Filters, act: () => void): void {
  const shown = useRef(filters);
  useLayoutEffect(() => {
    if (shown.current === filters) return;
    shown.current = filters;
    act();
  });
}
