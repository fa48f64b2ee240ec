import { Anchor, Text } from "@mantine/core";
import { IconCalendarEvent, IconCalendarOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Schemas } from "~/api/client";
import { useMomentWords } from "~/time/moment";

import classes from "./CalendarRequest.module.css";

type Calendar = Schemas["CalendarView"];

/** What a message asks a calendar to hold: when, where, who asks, and whether an answer goes to their calendar too. */
export function CalendarRequest({ calendar }: { calendar: Calendar }) {
  const { t } = useTranslation("messages");
  const when = useWhen(calendar);
  const isAsked = calendar.method === "REQUEST" && !calendar.is_cancelled;
  const Icon = calendar.is_cancelled ? IconCalendarOff : IconCalendarEvent;
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t("calendar.what"), calendar.summary],
    [t("calendar.when"), when],
    [t("calendar.where"), calendar.location],
    [t("calendar.call"), <Call key="call" url={calendar.conference_url} />],
    [t("calendar.who"), organizerOf(calendar)],
  ];
  return (
    <section className={classes.request} aria-label={t("calendar.title")}>
      <Icon size={20} className={classes.icon} aria-hidden />
      <div style={{ minWidth: 0 }}>
        <Text fw={600} size="sm">
          {t(calendar.is_cancelled ? "calendar.called_off" : isAsked ? "calendar.title" : "calendar.entry")}
        </Text>
        <dl className={classes.facts}>
          {facts
            .filter(
              ([name, fact]) => fact !== null && (name !== t("calendar.call") || calendar.conference_url !== null),
            )
            .map(([name, fact]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{fact}</dd>
              </div>
            ))}
        </dl>
        {calendar.recurrence_rule !== null && (
          <Text size="sm" c="dimmed">
            {t("calendar.recurs")}
          </Text>
        )}
        {isAsked && calendar.organizer_address !== null && (
          <Text size="sm" c="dimmed">
            {t("calendar.answered_too")}
          </Text>
        )}
      </div>
    </section>
  );
}

/** "Wed, 2 Dec, 10:00–11:00", "Wed, 2 Dec, all day"; null where it names no time. */
function useWhen({ starts_at: start, ends_at: end, starts_on: day }: Calendar): string | null {
  const { t } = useTranslation("messages");
  const moment = useMomentWords();
  if (start !== null) {
    if (end === null || end === start) return moment.instant(start);
    const isSameDay = moment.day(start) === moment.day(end);
    return `${moment.instant(start)}–${isSameDay ? moment.time(end) : moment.instant(end)}`;
  }
  return day === null ? null : t("calendar.all_day", { day: moment.day(`${day}T12:00:00Z`) });
}

function organizerOf({ organizer_name: name, organizer_address: address }: Calendar): string | null {
  if (name === null || address === null || name === address) return name ?? address;
  return `${name} <${address}>`;
}

function Call({ url }: { url: string | null }) {
  if (url === null || !/^https?:/i.test(url)) return url;
  return (
    <Anchor href={url} target="_blank" rel="noreferrer noopener" size="sm" style={{ overflowWrap: "anywhere" }}>
      {url}
    </Anchor>
  );
}
