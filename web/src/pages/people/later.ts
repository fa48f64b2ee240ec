/** Days to which a turn can be put off, counted from today. */

import { Temporal } from "temporal-polyfill";

export interface LaterChoice {
  key: "week" | "month" | "three_months";
  day: string;
}

const SPANS = [
  { key: "week", span: { weeks: 1 } },
  { key: "month", span: { months: 1 } },
  { key: "three_months", span: { months: 3 } },
] as const;

export function laterChoices(today: string): LaterChoice[] {
  const from = Temporal.PlainDate.from(today);
  return SPANS.map(({ key, span }) => ({ key, day: from.add(span).toString() }));
}
