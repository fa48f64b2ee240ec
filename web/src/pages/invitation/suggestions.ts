/** What a message in a thread seems to say of its invitation, out of its event in the history. */

export type Turn = "cancellation" | "rejection" | "offer";
export type TimeField = "interview_at" | "respond_by";

export type Suggestion = { what: "turn"; turn: Turn } | { what: "time"; field: TimeField; value: string };

const TURNS: readonly string[] = ["cancellation", "rejection", "offer"] satisfies Turn[];
const FIELDS = ["interview_at", "respond_by"] as const satisfies TimeField[];

/** The turn first, then the times; of several that are proposed for the interview, each. Nothing else is known here. */
export function suggestionsOf(suggests: unknown): Suggestion[] {
  if (typeof suggests !== "object" || suggests === null) return [];
  const { kind, slots, ...times } = suggests as Readonly<Record<string, unknown>>;
  const turns: Suggestion[] =
    typeof kind === "string" && TURNS.includes(kind) ? [{ what: "turn", turn: kind as Turn }] : [];
  const named = FIELDS.flatMap((field) => timesOf(field, times[field]));
  const proposed = Array.isArray(slots) ? slots.flatMap((slot) => timesOf("interview_at", slot)) : [];
  const all = [...turns, ...named, ...proposed.filter(({ value }) => value.includes("T"))];
  return all.filter((one, at) => all.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === at);
}

function timesOf(field: TimeField, value: unknown): Extract<Suggestion, { what: "time" }>[] {
  return typeof value === "string" && value !== "" ? [{ what: "time", field, value }] : [];
}
