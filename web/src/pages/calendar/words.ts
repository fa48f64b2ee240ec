/** Days and events in words. Dates are formatted as noons in UTC: a plain date has no zone to be moved by. */

import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { localeFor, useMomentWords } from "~/time/moment";

import type { ByDay, CalendarEvent } from "./events";

export interface DayWords {
  /** "1". */
  number: (date: string) => string;
  /** "Tue". */
  weekday: (date: string) => string;
  /** "Tuesday, 1 December 2026". */
  full: (date: string) => string;
  /** "Tuesday, 1 December". */
  heading: (date: string) => string;
  /** "December 2026". */
  month: (date: string) => string;
  /** "30 November – 6 December 2026". */
  span: (first: string, last: string) => string;
}

const noon = (date: string) => new Date(`${date}T12:00:00Z`);

export function dayWords(locale: string): DayWords {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options });
  const number = format({ day: "numeric" });
  const weekday = format({ weekday: "short" });
  const full = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
  const heading = format({ weekday: "long", day: "numeric", month: "long" });
  const month = format({ month: "long", year: "numeric" });
  const span = format({ day: "numeric", month: "long", year: "numeric" });
  return {
    // Some languages write "1.", which crowds a small cell.
    number: (date) => number.format(noon(date)).replace(/\D/g, ""),
    weekday: (date) => weekday.format(noon(date)),
    full: (date) => full.format(noon(date)),
    heading: (date) => heading.format(noon(date)),
    month: (date) => month.format(noon(date)),
    span: (first, last) => span.formatRange(noon(first), noon(last)),
  };
}

export function useCalendarWords() {
  const { t, i18n } = useTranslation(["calendar", "vocabulary"]);
  const moment = useMomentWords();
  const language = i18n.language;
  const days = useMemo(() => dayWords(localeFor(language)), [language]);

  const standing = ({ kind, invitation: { attention, status } }: CalendarEvent): string =>
    kind === "interview" || attention === null
      ? t(`vocabulary:status.${status}`)
      : t(`vocabulary:attention.${attention}`);
  return {
    t,
    days,
    time: moment.time,
    /** Where its invitation stands: the level of what is owed, else the status. */
    standing,
    /** What a line in a crowded cell leaves to be said aloud, after the company. */
    rest: (event: CalendarEvent): string => {
      const { role } = event.invitation;
      const given = { time: moment.time(event.at), standing: standing(event) };
      return (role === null ? "" : `, ${role}`) + t(`rest.${event.kind}`, given);
    },
    /** "Tuesday, 1 December 2026: 2 deadlines, 1 interview". */
    day: (date: string, byDay: ByDay): string => {
      const events = byDay.get(date) ?? [];
      const deadlines = events.filter(({ kind }) => kind === "deadline").length;
      const interviews = events.length - deadlines;
      const counts = [
        deadlines > 0 && t("count.deadlines", { count: deadlines }),
        interviews > 0 && t("count.interviews", { count: interviews }),
      ].filter((one) => one !== false);
      return [days.full(date), counts.join(", ") || t("count.none")].join(": ");
    },
  };
}

export type CalendarWords = ReturnType<typeof useCalendarWords>;
