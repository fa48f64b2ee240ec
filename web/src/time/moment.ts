/** Instants as a person reads them: in the account's zone and the page's language. Never the browser's zone. */

import i18next from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { useMe } from "~/queries/account";

export interface MomentWords {
  /** "Tue, 1 Dec, 18:00" (with the year where it isn't this one). */
  instant: (at: string) => string;
  /** "Tuesday, 1 December 2026 at 18:00 CET": nothing left open. */
  full: (at: string) => string;
  /** "Tue, 1 Dec". */
  day: (at: string) => string;
  /** "18:00". */
  time: (at: string) => string;
  /** "2 days ago", "in 3 hours". */
  relative: (at: string, now?: number) => string;
  zone: string;
}

export function momentWords(language: string, zone: string): MomentWords {
  const locale = localeFor(language);
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, hourCycle: "h23", ...options });
  const day = format({ weekday: "short", day: "numeric", month: "short" });
  const dayOfYear = format({ weekday: "short", day: "numeric", month: "short", year: "numeric" });
  const time = format({ hour: "2-digit", minute: "2-digit" });
  const full = format({
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  });
  const year = format({ year: "numeric" });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const onDay = (at: Date) => (year.format(at) === year.format(new Date()) ? day : dayOfYear).format(at);
  return {
    instant: (at) => `${onDay(new Date(at))}, ${time.format(new Date(at))}`,
    full: (at) => full.format(new Date(at)),
    day: (at) => onDay(new Date(at)),
    time: (at) => time.format(new Date(at)),
    relative: (at, now = Date.now()) => {
      const minutes = (new Date(at).getTime() - now) / 60_000;
      if (Math.abs(minutes) < 60) return relative.format(Math.round(minutes), "minute");
      if (Math.abs(minutes) < 48 * 60) return relative.format(Math.round(minutes / 60), "hour");
      return relative.format(Math.round(minutes / (24 * 60)), "day");
    },
    zone,
  };
}

/** The browser's own variant of the page's language ("en-GB"), else one with a 24-hour clock. */
export function localeFor(language: string): string {
  const own = navigator.languages.find((tag) => tag.startsWith(language));
  return own !== undefined && own !== "en" ? own : language === "en" ? "en-GB" : language;
}

export function useMomentWords(): MomentWords {
  const { time_zone: zone } = useMe();
  const { i18n } = useTranslation();
  const language = i18n.language || i18next.language;
  return useMemo(() => momentWords(language, zone), [language, zone]);
}
