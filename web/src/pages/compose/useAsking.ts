import { type RefObject, useEffect, useRef } from "react";

/** Choices unfold, and dates bring a calendar along: so long they may take to be there. */
const PATIENCE_MS = 2_000;

/** Brings the person to the choice that the letter waits for, as soon as it can be seen. */
export function useAsking(choices: RefObject<HTMLElement | null>): (field: string | null) => void {
  const frame = useRef(0);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  return (field) => {
    const until = performance.now() + PATIENCE_MS;
    const look = () => {
      const wanted = fieldIn(choices.current, field);
      wanted?.focus();
      if (wanted !== null && document.activeElement === wanted) return;
      if (performance.now() < until) frame.current = requestAnimationFrame(look);
    };
    cancelAnimationFrame(frame.current);
    look();
  };
}

const FIELDS = "input:not([type=hidden]), textarea";

function fieldIn(choices: HTMLElement | null, field: string | null): HTMLElement | null {
  if (choices === null) return null;
  const place = field === null ? null : choices.querySelector<HTMLElement>(`[data-choice="${CSS.escape(field)}"]`);
  if (place === null) return choices.querySelector<HTMLElement>("[aria-invalid=true]");
  if (place.matches(FIELDS)) return place;
  return place.querySelector<HTMLElement>("input:checked") ?? place.querySelector<HTMLElement>(FIELDS);
}
