/** Sizes, encodings and dates of files, as a person reads them. */

import { useTranslation } from "react-i18next";

import { sizeWords } from "~/parts/upload/size";
import type { Import, ImportSummary } from "~/queries/imports";
import { localeFor, momentWords, useMomentWords } from "~/time/moment";

const DELIMITERS = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar" } as const;
const TRANSLATED = ["csv", "mail", "calendar"] as const;
const ENCODINGS: Record<string, string> = { cp1252: "Windows-1252", "utf-8-sig": "UTF-8" };

export type FieldName =
  | "company"
  | "role"
  | "medium"
  | "contact_name"
  | "contact_email"
  | "location"
  | "format"
  | "interview_at"
  | "received_at"
  | "saved_at"
  | "respond_by"
  | "respond_by_basis"
  | "job_url"
  | "salary"
  | "tags"
  | "external_id"
  | "status"
  | "archived"
  | "reason"
  | "answered_at"
  | "notes"
  | "source"
  | "invitation_id";

const isTranslated = (format: string): format is (typeof TRANSLATED)[number] =>
  (TRANSLATED as readonly string[]).includes(format);

export function useFileWords() {
  const { t, i18n } = useTranslation("importing");
  const locale = localeFor(i18n.language);
  const moment = useMomentWords();
  const dayOf = momentWords(i18n.language, "UTC").day;
  return {
    locale,
    size: (bytes: number) => sizeWords(bytes, locale),
    name: ({ filename }: Pick<ImportSummary, "filename">) => filename ?? t("earlier.unnamed"),
    /** "Huntr": trackers have names of their own, which aren't translated. What was stored may be another language's. */
    format: ({ format, name }: Import["detected"]) => (isTranslated(format) ? t(`format.${format}`) : name),
    encoding: (encoding: string) => ENCODINGS[encoding] ?? encoding.toUpperCase(),
    delimiter: (delimiter: string) => {
      const known = DELIMITERS[delimiter as keyof typeof DELIMITERS] as (typeof DELIMITERS)[","] | undefined;
      return known === undefined ? delimiter : t(`delimiter.${known}`);
    },
    field: (field: string) => t(`field.${field as FieldName}`, { defaultValue: field.replaceAll("_", " ") }),
    /** A date, or an instant in the account's zone. */
    when: (value: string) => (/^\d{4}-\d{2}-\d{2}$/.test(value) ? dayOf(`${value}T12:00:00Z`) : moment.instant(value)),
    /** "3 July 2026". */
    date: (day: string) =>
      new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(
        new Date(`${day}T12:00:00Z`),
      ),
  };
}
