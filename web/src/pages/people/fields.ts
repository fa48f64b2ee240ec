/** The facts of a person, and what each says to the server. */

import type { Schemas } from "~/api/client";
import type { Contact } from "~/queries/contacts";

export const FIELDS = ["name", "company", "role", "email", "link", "met_by", "notes"] as const;
export type PersonField = (typeof FIELDS)[number];

export const MEDIA = [
  "email",
  "linkedin",
  "phone",
  "portal",
  "in_person",
  "other",
] as const satisfies Schemas["Medium"][];

/** What is compared, when somebody else was faster. */
const COMPARED = [...FIELDS, "cadence_days", "speak_on"] as const satisfies (keyof Contact)[];

export interface Difference {
  name: (typeof COMPARED)[number];
  from: string | number | null;
  to: string | number | null;
}

/** The facts that differ between two readings of a person, with what each said. */
export function differences(before: Contact, after: Contact): Difference[] {
  return COMPARED.filter((name) => before[name] !== after[name]).map((name) => ({
    name,
    from: before[name],
    to: after[name],
  }));
}

/** A field as the server is told it: null where it is empty. Notes keep their blanks. */
export function said(name: PersonField, typed: string): string | null {
  if (typed.trim() === "") return null;
  return name === "notes" ? typed : typed.trim();
}
