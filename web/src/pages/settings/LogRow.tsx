import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Moment } from "~/parts/Moment";
import { AnchorLink } from "~/parts/links";
import type { Reminder } from "~/queries/reminders";
import { localeFor } from "~/time/moment";

import { STATES } from "./ledger";
import classes from "./Settings.module.css";

/** One reminder: what it was about, where it was to go, and what became of it and why. */
export function LogRow({ reminder }: { reminder: Reminder }) {
  const { t } = useTranslation("settings");
  const { icon: Icon, colour } = STATES.find(({ state }) => state === reminder.state) ?? STATES[0];
  const why = reminder.why ?? reminder.last_error;
  return (
    <li className={classes.row} style={{ alignItems: "flex-start" }}>
      <Icon size={18} color={colour} aria-hidden style={{ marginTop: 3, flexShrink: 0 }} />
      <div className={classes.told}>
        <Group gap="4px 10px" justify="space-between">
          <Text fw={560}>
            <Subject reminder={reminder} />
          </Text>
          <Text size="sm" c="dimmed">
            <Moment at={reminder.sent_at ?? reminder.created_at} />
          </Text>
        </Group>
        <Text size="sm" c="dimmed">
          {t(`log.state.${reminder.state}`)} · {reminder.channel_name}
          {reminder.attempts > 1 && ` · ${t("log.attempts", { count: reminder.attempts })}`}
        </Text>
        {why !== null && <Text size="sm">{why}</Text>}
        {reminder.state === "planned" && reminder.next_attempt_at !== null && reminder.attempts > 0 && (
          <Text size="sm">
            {t("log.next")} <Moment at={reminder.next_attempt_at} />
          </Text>
        )}
      </div>
    </li>
  );
}

function Subject({ reminder }: { reminder: Reminder }): ReactNode {
  const { t, i18n } = useTranslation(["settings", "vocabulary"]);
  const { kind, level, local_on: day, company, invitation_id: id } = reminder;
  const words = t(`log.kind.${kind}`);
  if (kind === "digest" && day !== null) return t("log.digest_of", { day: dayInWords(day, localeFor(i18n.language)) });
  if (id === null || company === null) return words;
  return (
    <>
      <AnchorLink to="/invitations/$invitationId" params={{ invitationId: id }} inherit underline="always">
        {company}
      </AnchorLink>
      {": "}
      {level === null ? words : t(`vocabulary:attention.${level}`)}
    </>
  );
}

/** A local date has no zone to be shifted by. */
function dayInWords(day: string, locale: string): string {
  const options = { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(locale, options).format(new Date(`${day}T00:00:00Z`));
}
