/** What the fields of an invitation say to a person: values as the server has them, in the words of the page. */

import { useTranslation } from "react-i18next";

import { type FieldName, isWhen } from "./fields";
import type { Invitation } from "~/queries/invitations";
import { useMomentWords } from "~/time/moment";

const CODES = ["medium", "format", "status", "reason"] as const;
type CodeName = (typeof CODES)[number];
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/;

export interface FieldWords {
  /** "Interview": how the page calls a field, or the field's own name where the page has none. */
  label: (name: string) => string;
  /** "Wed, 2 Dec, 10:00", "Video call", "nothing". */
  value: (name: string, value: unknown) => string;
}

export function useFieldWords(): FieldWords {
  const { t } = useTranslation(["invitation", "record", "vocabulary"]);
  const moment = useMomentWords();
  return {
    label: (name) => t(`record:field.${name as FieldName}`, { defaultValue: name.replaceAll("_", " ") }),
    value: (name, value) => {
      if (isEmpty(value)) return t("value.nothing");
      if (Array.isArray(value)) return value.join(", ");
      if (typeof value !== "string") return JSON.stringify(value);
      if ((CODES as readonly string[]).includes(name))
        return t(`vocabulary:${name as CodeName}.${value}` as "vocabulary:medium.other", { defaultValue: value });
      if (DATE.test(value)) return moment.day(`${value}T12:00:00Z`);
      return (isWhen(name as FieldName) || name.endsWith("_at")) && INSTANT.test(value) ? moment.instant(value) : value;
    },
  };
}

export function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

/** The fields that differ between two readings of an invitation, with what each said. */
export function differences(
  before: Invitation,
  after: Invitation,
): { name: keyof Invitation; from: unknown; to: unknown }[] {
  return COMPARED.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name])).map((name) => ({
    name,
    from: before[name],
    to: after[name],
  }));
}

const COMPARED = [
  "company",
  "role",
  "interview_at",
  "format",
  "location",
  "contact_name",
  "contact_email",
  "medium",
  "received_at",
  "respond_by",
  "job_url",
  "salary",
  "notes",
  "tags",
  "source",
  "external_id",
  "status",
] as const satisfies (keyof Invitation)[];
