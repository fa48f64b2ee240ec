/** Which span is looked at: in the address, and as the server is asked. */

import { useNavigate, useSearch } from "@tanstack/react-router";

import type { Span } from "~/queries/insights";

export type Period =
  | { kind: "quarter" | "year" | "all" }
  /** Null for an end that is left to the server. */
  | { kind: "own"; from: string | null; to: string | null };
export type Kind = Period["kind"];

/** What the address carries after its `?`. */
interface Search {
  period?: "3-months" | "all" | "own";
  from?: string;
  to?: string;
}

const MONTHS_OF_A_QUARTER = 3;

/** An address may have been written by hand: what means nothing is the year, as is nothing. */
export function readPeriod({ period, from, to }: Record<string, unknown>): Period {
  if (period === "3-months") return { kind: "quarter" };
  if (period === "all") return { kind: "all" };
  const [first, last] = [day(from), day(to)];
  const isOwn = period === "own" || first !== null || last !== null;
  return isOwn ? { kind: "own", from: first, to: last } : { kind: "year" };
}

export function writePeriod(period: Period): Search {
  if (period.kind === "quarter") return { period: "3-months" };
  if (period.kind === "all") return { period: "all" };
  if (period.kind !== "own") return {};
  if (period.from === null && period.to === null) return { period: "own" };
  return { from: period.from ?? undefined, to: period.to ?? undefined };
}

/** As the server is asked; whatever is left out it decides itself. `today` is the date in the account's zone. */
export function spanOf(period: Period, today: string): Span {
  if (period.kind === "all") return { all: true };
  if (period.kind === "own") return { from: period.from ?? undefined, to: period.to ?? undefined };
  return period.kind === "quarter" ? { from: monthsBefore(today, MONTHS_OF_A_QUARTER - 1) } : {};
}

/** The period of the address, and the way to another one. */
export function usePeriod(): [Period, (period: Period) => void] {
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  return [
    readPeriod(search),
    (period) => void navigate({ to: "/insights", search: writePeriod(period), resetScroll: false }),
  ];
}

/** The first day of the month so many months before that of `date`. */
function monthsBefore(date: string, months: number): string {
  const [year, month] = date.split("-").map(Number) as [number, number];
  return new Date(Date.UTC(year, month - 1 - months, 1)).toISOString().slice(0, 10);
}

function day(value: unknown): string | null {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))
    ? value
    : null;
}
