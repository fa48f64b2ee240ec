/** Until when a person wants to hear nothing of an invitation: the usual answers, in the account's zone. */

export interface SnoozeChoice {
  key: "hours" | "tomorrow" | "in_two_days" | "next_week";
  /** What the server is asked for: an instant, or a date, which begins in the account's zone. */
  until: string;
}

const HOURS = 3;
const MONDAY = 1;

/** The choices at `now`: a few hours, and the beginnings of the next days and of the next week, each once. */
export function snoozeChoices(now: Date, zone: string): SnoozeChoice[] {
  const today = dateIn(now, zone);
  const untilMonday = (MONDAY - today.getUTCDay() + 7) % 7 || 7;
  return [
    { key: "hours", until: new Date(now.getTime() + HOURS * 3_600_000).toISOString() },
    { key: "tomorrow", until: dayAfter(today, 1) },
    { key: "in_two_days", until: dayAfter(today, 2) },
    ...(untilMonday > 2 ? [{ key: "next_week", until: dayAfter(today, untilMonday) } as const] : []),
  ];
}

/** The local date of an instant, as the midnight of that date in UTC, where days can be counted. */
function dateIn(at: Date, zone: string): Date {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
  return new Date(`${parts.format(at)}T00:00:00Z`);
}

function dayAfter(day: Date, days: number): string {
  return new Date(day.getTime() + days * 86_400_000).toISOString().slice(0, 10);
}
