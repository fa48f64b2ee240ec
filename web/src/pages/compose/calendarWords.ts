/** The answer that the employer's calendar is given, where the reply answers a calendar request. */

import type { Reply } from "~/queries/replies";

import type { Kind } from "./wish";

const TOLD = {
  decline: "sending:calendar.answer.decline",
  withdraw: "sending:calendar.answer.withdraw",
  accept: "sending:calendar.answer.accept",
  hold: "sending:calendar.answer.hold",
  reschedule: "sending:calendar.answer.reschedule",
} as const satisfies Partial<Record<Kind, string>>;

export type CalendarAnswer = (typeof TOLD)[keyof typeof TOLD];

/** The words for a stored reply; null where it answers no calendar. */
export function calendarWords({ kind, links }: Reply): CalendarAnswer | null {
  return links.calendar === null ? null : wordsOfKind(kind);
}

/** The words for a kind of reply; null for one that says nothing to a calendar. */
export function wordsOfKind(kind: Kind): CalendarAnswer | null {
  return kind === "check_in" ? null : TOLD[kind];
}
