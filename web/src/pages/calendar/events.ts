/** What stands on the calendar: until when an answer is owed, and when an interview is. */

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import type { Schemas } from "~/api/client";
import { LEVELS } from "~/parts/Attention";
import type { Filters, Invitation } from "~/queries/invitations";
import { spanQuery } from "~/queries/lists";
import { dateOf } from "~/time/wall";

import { shift } from "./days";

/** The most of each kind that a view shows. */
export const MOST_SHOWN = 600;

export interface CalendarEvent {
  key: string;
  kind: "deadline" | "interview";
  at: string;
  invitation: Invitation;
}

export type ByDay = ReadonlyMap<string, readonly CalendarEvent[]>;

/** Interviews that are agreed, or still open; the others don't take place. */
const OPEN: Schemas["Status"][] = ["accepted", "awaiting_reply", "holding", "rescheduling"];

/** Only an owed answer has a level, so this asks for owed deadlines. */
const deadlinesWithin = (first: string, last: string): Filters => ({
  attention: [...LEVELS],
  respond_from: first,
  respond_before: shift(last, { days: 1 }),
  sort: "respond_by",
});

const interviewsWithin = (first: string, last: string): Filters => ({
  status: OPEN,
  interview_from: first,
  interview_to: last,
  sort: "interview_at",
});

/** Events by local date, the earliest of a day first. */
export function eventsByDay(deadlines: readonly Invitation[], interviews: readonly Invitation[], zone: string): ByDay {
  const events: CalendarEvent[] = [
    ...deadlines.map((invitation) => eventOf("deadline", invitation, invitation.respond_by)),
    ...interviews.flatMap((invitation) =>
      invitation.interview_at === null ? [] : [eventOf("interview", invitation, invitation.interview_at)],
    ),
  ];
  const byDay = new Map<string, CalendarEvent[]>();
  for (const event of events.sort((one, other) => Date.parse(one.at) - Date.parse(other.at))) {
    const day = dateOf(event.at, zone);
    byDay.set(day, [...(byDay.get(day) ?? []), event]);
  }
  return byDay;
}

const eventOf = (kind: CalendarEvent["kind"], invitation: Invitation, at: string): CalendarEvent => ({
  key: `${kind} ${invitation.id}`,
  kind,
  at,
  invitation,
});

/** What happens from the first to the last of these days, both included. */
export function useEvents(first: string, last: string, zone: string) {
  const deadlines = useQuery(spanQuery(deadlinesWithin(first, last), MOST_SHOWN));
  const interviews = useQuery(spanQuery(interviewsWithin(first, last), MOST_SHOWN));
  const [due, met] = [deadlines.data?.rows, interviews.data?.rows];
  const failed = [deadlines, interviews].find(({ data, error }) => data === undefined && error !== null);
  return {
    byDay: useMemo(() => eventsByDay(due ?? [], met ?? [], zone), [due, met, zone]),
    isLoading: deadlines.isPending || interviews.isPending,
    hasMore: deadlines.data?.hasMore === true || interviews.data?.hasMore === true,
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
  };
}
