import type { Span } from "~/text/spans";

const isTouched = () => window.matchMedia("(pointer: coarse)").matches;

/**
 * Replaces a span as if it had been typed, so that the browser's own undo takes it back. Returns false where that
 * can't be: without the browser's help, and on a telephone, whose keyboard would cover the page.
 */
export function typeOver(area: HTMLTextAreaElement, { start, end }: Span, text: string): boolean {
  if (isTouched()) return false;
  area.focus();
  area.setSelectionRange(start, end);
  // Nothing else reaches the undo history of a text field.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  return text === "" ? document.execCommand("delete") : document.execCommand("insertText", false, text);
}

/** Puts the cursor upon a span and brings it into view. */
export function selectIn(area: HTMLTextAreaElement, { start, end }: Span): void {
  area.focus({ preventScroll: true });
  area.setSelectionRange(start, end);
}
