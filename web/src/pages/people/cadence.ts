/** How often to speak with somebody: the usual answers, in days. */

export const CADENCES = [
  { key: "three_months", days: 90 },
  { key: "six_months", days: 180 },
  { key: "year", days: 365 },
] as const;

export type CadenceKey = (typeof CADENCES)[number]["key"];

/** What stands in the choice: one of the usual answers, none, or a number of the person's own. */
export function cadenceKey(days: number | null): CadenceKey | "none" | "own" {
  if (days === null) return "none";
  return CADENCES.find((one) => one.days === days)?.key ?? "own";
}

export const MOST_DAYS = 3_660;

/** What was typed, as whole days; null where it isn't a number that a cadence can be. */
export function readDays(typed: string): number | null {
  const days = /^\d+$/.test(typed.trim()) ? Number(typed) : 0;
  return days >= 1 && days <= MOST_DAYS ? days : null;
}
