/** What the employer's calendar is told, where the reply answers a calendar request. */

import type { Reply } from "~/queries/replies";

import type { Kind } from "./wish";

const TOLD = {
  decline: "sending:calendar.decline",
  withdraw: "sending:calendar.withdraw",
  accept: "sending:calendar.accept",
  hold: "sending:calendar.hold",
  reschedule: "sending:calendar.reschedule",
} as const satisfies Partial<Record<Kind, string>>;

/** The words for a stored reply; null where it answers no calendar. */
export function calendarWords({ kind, links }: Reply) {
  return links.calendar === null ? null : wordsOfKind(kind);
}

/** The words for a kind of reply; null for one that says nothing to a calendar. */
export function wordsOfKind(kind: Kind) {
  return kind === "check_in" ? null : TOLD[kind];
}
