/** The server's clock, as its answers tell it: what it times is counted down by it, however wrong the page's own is. */

/** Answers tell whole seconds, and take a moment to come: a smaller difference is none. */
const NOTICEABLE_MS = 2_000;

let ahead = 0;

/** Notes the `Date` of an answer that has just come. */
export function hearTime(date: string | null, at = Date.now()): void {
  const told = Date.parse(date ?? "");
  if (Number.isNaN(told)) return;
  const difference = told + 500 - at;
  ahead = Math.abs(difference) < NOTICEABLE_MS ? 0 : difference;
}

/** How long it is until an instant of the server's; less than nothing once it has passed. */
export function millisecondsUntil(instant: string, at = Date.now()): number {
  return new Date(instant).getTime() - (at + ahead);
}
