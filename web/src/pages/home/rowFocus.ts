/** The rows of the page as the keyboard walks through them: whichever holds the focus is the chosen one. */

const ROWS = "[data-invitation]";
const OPENER = "[data-opener]";

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(ROWS)];
}

function focused(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>(ROWS) ?? null;
}

/** The invitation of the row that holds the focus. */
export function chosenId(): string | null {
  return focused()?.dataset.invitation ?? null;
}

/** Which row an invitation is in, counted from the first. */
export function placeOf(id: string): number {
  return rows().findIndex((row) => row.dataset.invitation === id);
}

/** Move the focus by rows; from outside the list to its first one. False where there is none. */
export function moveBy(step: number): boolean {
  const row = focused();
  return focusPlace(row === null ? 0 : rows().indexOf(row) + step);
}

/** Put the focus on the row at this place, or on the last one before it; without any, on the page's content. */
export function focusPlace(place: number): boolean {
  const all = rows();
  const row = all[Math.max(0, Math.min(place, all.length - 1))];
  const opener = row?.querySelector<HTMLElement>(OPENER) ?? document.getElementById("content");
  opener?.focus();
  row?.scrollIntoView({ block: "nearest" });
  return row !== undefined;
}
