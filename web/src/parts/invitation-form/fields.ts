/** The fields of an invitation, and what sort of thing each holds. */

import type { Schemas } from "~/api/client";

export const LINES = [
  "company",
  "role",
  "contact_name",
  "contact_email",
  "location",
  "job_url",
  "salary",
  "source",
  "external_id",
] as const;
export const CHOICES = ["medium", "format"] as const;
export const WHENS = ["received_at", "interview_at", "respond_by"] as const;

export type LineName = (typeof LINES)[number];
export type ChoiceName = (typeof CHOICES)[number];
export type WhenName = (typeof WHENS)[number];
export type FieldName = LineName | ChoiceName | WhenName | "notes" | "tags";

const MEDIA = ["email", "linkedin", "phone", "portal", "in_person", "other"] as const satisfies Schemas["Medium"][];
const FORMATS = ["video", "phone", "onsite", "other"] as const satisfies Schemas["Format"][];
export const OPTIONS = { medium: MEDIA, format: FORMATS };

/** What a browser may fill in or check, and the keys that a telephone shows. */
export const INPUTS: Partial<Record<LineName, { type?: "email" | "url"; autoComplete: "off" }>> = {
  contact_email: { type: "email", autoComplete: "off" },
  job_url: { type: "url", autoComplete: "off" },
};

export function isLine(name: FieldName): name is LineName {
  return (LINES as readonly string[]).includes(name);
}

export function isChoice(name: FieldName): name is ChoiceName {
  return (CHOICES as readonly string[]).includes(name);
}

export function isWhen(name: FieldName): name is WhenName {
  return (WHENS as readonly string[]).includes(name);
}
