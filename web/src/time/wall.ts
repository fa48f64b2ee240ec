/** Between an instant and what a clock on the wall of a zone shows; pickers speak of walls, the server of instants. */

import { Temporal } from "temporal-polyfill";

/** "2026-12-01 15:00:00" on the wall of `zone` for an RFC 3339 instant. */
export function wallOf(instant: string, zone: string): string {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDateTime();
  return local.toString({ smallestUnit: "second" }).replace("T", " ");
}

/**
 * The RFC 3339 instant, with its offset, of a wall time "2026-12-01 15:00[:00]" in `zone`.
 * A time that a change of clocks skips moves forward; one that comes twice is the first of the two.
 */
export function instantOf(wall: string, zone: string): string {
  const local = Temporal.PlainDateTime.from(wall.replace(" ", "T"));
  return local.toZonedDateTime(zone, { disambiguation: "compatible" }).toString({ timeZoneName: "never" });
}

/** "2026-12-01": the local date of an instant. */
export function dateOf(instant: string, zone: string): string {
  return wallOf(instant, zone).slice(0, 10);
}

/** Today's date in `zone`. */
export function todayIn(zone: string): string {
  return Temporal.Now.plainDateISO(zone).toString();
}

/** The date `days` after `date`. */
export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}
