/** The history of an invitation as entries to be read: what came of one act stands together. */

import type { Schemas } from "~/api/client";

export type HistoryEvent = Schemas["EventView"];

export interface Entry {
  /** Of its first event. */
  id: string;
  /** Of its last event. */
  at: string;
  actor: string;
  events: HistoryEvent[];
  /** How often the last event came in a row: words saved again and again while somebody writes. */
  times: number;
}

/** Entries of events that come oldest first; the entries are newest first. */
export function entriesOf(events: readonly HistoryEvent[]): Entry[] {
  const entries: Entry[] = [];
  for (const event of events) {
    const last = entries.at(-1);
    if (last !== undefined && isSameAct(last, event)) last.events.push(event);
    else if (last !== undefined && isAgain(last, event)) {
      last.times += 1;
      last.at = event.at;
    } else entries.push({ id: event.id, at: event.at, actor: event.actor, events: [event], times: 1 });
  }
  return entries.toReversed();
}

function isSameAct(entry: Entry, event: HistoryEvent): boolean {
  return entry.times === 1 && entry.at === event.at && entry.actor === event.actor;
}

function isAgain(entry: Entry, event: HistoryEvent): boolean {
  const [only] = entry.events;
  return (
    entry.events.length === 1 &&
    event.type === "reply_edited" &&
    only?.type === "reply_edited" &&
    entry.actor === event.actor &&
    only.detail.reply_id === event.detail.reply_id
  );
}
