/** Durations, shares and months as a person reads them. */

import { useTranslation } from "react-i18next";

import type { Schemas } from "~/api/client";
import { localeFor } from "~/time/moment";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "45 minutes", "31 hours", "3.5 days": the largest unit that still tells it well. */
export function durationWords(seconds: number, locale: string): string {
  const [unit, size, digits] =
    seconds < HOUR
      ? (["minute", MINUTE, 0] as const)
      : seconds < 2 * DAY
        ? (["hour", HOUR, seconds < 10 * HOUR ? 1 : 0] as const)
        : (["day", DAY, seconds < 10 * DAY ? 1 : 0] as const);
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit,
    unitDisplay: "long",
    maximumFractionDigits: digits,
  }).format(seconds / size);
}

export function useInsightWords() {
  const { t, i18n } = useTranslation(["insights", "vocabulary"]);
  const locale = localeFor(i18n.language);
  const share = new Intl.NumberFormat(locale, { style: "percent" });
  const number = new Intl.NumberFormat(locale);
  const days = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const months = new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", timeZone: "UTC" });
  return {
    number: (value: number) => number.format(value),
    share: (value: number) => share.format(value),
    duration: (seconds: number) => durationWords(seconds, locale),
    /** "1 December 2025". */
    day: (date: string) => days.format(new Date(`${date}T12:00:00Z`)),
    /** "Nov 2026" for "2026-11". */
    month: (month: string) => months.format(new Date(`${month}-15T12:00:00Z`)),
    bucket: ({ from_seconds: from, to_seconds: to }: Schemas["Bucket"]) => {
      if (to === null) return t("bucket.last", { from: number.format(from / DAY) });
      if (from === 0) return t("bucket.first", { to: number.format(to / HOUR) });
      const [which, size] = to <= DAY ? (["hours", HOUR] as const) : (["days", DAY] as const);
      return t(`bucket.${which}`, { from: number.format(from / size), to: number.format(to / size) });
    },
    medium: (medium: Schemas["Medium"] | null) =>
      medium === null ? t("media.unknown") : t(`vocabulary:medium.${medium}`),
  };
}
