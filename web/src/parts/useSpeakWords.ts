/** When to speak with somebody next, and when one did last, in words. */

import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { useMe } from "~/queries/account";
import type { Contact } from "~/queries/contacts";
import { dateAt, daysBetween, distanceInWords } from "~/time/distance";
import { localeFor } from "~/time/moment";

const WHOLE = { weekday: "short", day: "numeric", month: "long", year: "numeric" } as const;

export interface SpeakWords {
  /** "due in 3 weeks", "was due yesterday", "no day set". */
  next: (contact: Pick<Contact, "speak_on" | "is_due">) => string;
  /** "last spoke 2 months ago", "not spoken yet". */
  last: (contact: Pick<Contact, "spoke_at">) => string;
  /** "Tue, 1 December 2026" for a date. */
  day: (date: string) => string;
}

export function useSpeakWords(): SpeakWords {
  const { t, i18n } = useTranslation();
  const { time_zone: zone } = useMe();
  const locale = localeFor(i18n.language);
  const days = useMemo(() => new Intl.DateTimeFormat(locale, { ...WHOLE, timeZone: "UTC" }), [locale]);
  const far = (date: string) => {
    const ahead = daysBetween(dateAt(new Date(), zone), date);
    return { ahead, distance: distanceInWords(ahead, locale) };
  };
  return {
    next: ({ speak_on: date }) => {
      if (date === null) return t("speak.no_day");
      const { ahead, distance } = far(date);
      return t(ahead < 0 ? "speak.was_due" : "speak.due", { distance });
    },
    last: ({ spoke_at: at }) =>
      at === null ? t("speak.never") : t("speak.last", { distance: far(dateAt(new Date(at), zone)).distance }),
    day: (date) => days.format(new Date(`${date}T12:00:00Z`)),
  };
}
