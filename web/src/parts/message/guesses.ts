/** Guesses beside what stands in the form: which one was taken, and what else there is. */

import type { FieldName } from "~/parts/invitation-form/fields";
import { sayField, type Value, writtenFrom } from "~/parts/invitation-form/written";
import type { Wall } from "~/parts/when/when";
import type { Candidate, Reading } from "~/queries/intake";

/** What the server read for a field, the best first; nothing for fields that it doesn't read. */
export function candidatesOf(found: Reading, name: FieldName): readonly Candidate[] {
  const fields: Partial<Record<FieldName, readonly Candidate[]>> = found.candidates;
  // Where several times are proposed, each of them may be the interview's.
  return [...(fields[name] ?? []), ...(name === "interview_at" ? found.slots : [])];
}

/** What the form begins with: every best guess, and nothing that the message doesn't say. */
export function suggestionOf(found: Reading): Partial<Reading["invitation"]> {
  const hasDate = found.candidates.received_at.length > 0;
  return { ...found.invitation, received_at: hasDate ? found.invitation.received_at : undefined };
}

/** A candidate as it would stand in the form. */
export function writtenOf(name: FieldName, candidate: Candidate, wall: Wall): Value {
  return writtenFrom({ [name]: candidate.value }, wall)[name];
}

/** The candidate that says the same as the form does, and the others; each value once. */
export function noteOf(
  name: FieldName,
  value: Value,
  candidates: readonly Candidate[],
  wall: Wall,
): { taken: Candidate | null; others: Candidate[] } {
  const said = JSON.stringify(sayField(name, value, wall));
  const says = (candidate: Candidate) => JSON.stringify(sayField(name, writtenOf(name, candidate, wall), wall));
  const others = new Map<string, Candidate>();
  let taken: Candidate | null = null;
  for (const candidate of candidates) {
    const one = says(candidate);
    if (one === said) taken ??= candidate;
    else if (!others.has(one)) others.set(one, candidate);
  }
  return { taken, others: [...others.values()] };
}
