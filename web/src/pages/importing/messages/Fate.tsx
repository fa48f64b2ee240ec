import { List, Text } from "@mantine/core";
import {
  IconCalendarOff,
  IconCalendarTime,
  IconCircleCheck,
  IconCircleMinus,
  IconCirclePlus,
  IconHelpCircle,
  IconMessages,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useFieldWords } from "~/parts/invitation-form/fieldWords";
import { AnchorLink } from "~/parts/links";
import { nameOf } from "~/parts/message/Suggestions";
import { type Invitation, invitationQuery } from "~/queries/invitations";

import classes from "../importing.module.css";
import { useArrival } from "../useArrival";
import own from "./messages.module.css";
import type { FileMessage } from "./useCorrecting";

export const FATE_ICONS = {
  recorded: IconCirclePlus,
  updated: IconCalendarTime,
  cancelled: IconCalendarOff,
  joined: IconMessages,
  known: IconCircleCheck,
  unclear: IconHelpCircle,
  skipped: IconCircleMinus,
} as const;

/** What would come of a message: a new invitation, a change of one, a word more in its thread, or nothing. */
export function Fate({ message }: { message: FileMessage }) {
  const { t } = useTranslation("messages");
  const arrival = useArrival();
  const { data: invitation } = useInvitation(message.invitation_id);
  const Icon = FATE_ICONS[message.outcome];
  return (
    <section className={classes.card} aria-live="polite" aria-label={t("fate.label")}>
      <div className={own.fate}>
        <Icon size={24} color="var(--mantine-primary-color-light-color)" aria-hidden />
        <div style={{ minWidth: 0 }}>
          <h2 {...arrival} className={classes.heading}>
            {t(`fate.${message.outcome}`)}
          </h2>
          {invitation !== undefined && (
            <Text mt={2}>
              <AnchorLink to="/invitations/$invitationId" params={{ invitationId: invitation.id }}>
                {nameOf(invitation)}
              </AnchorLink>
            </Text>
          )}
          <Changes changes={message.changes} invitation={invitation} />
          {message.because !== null && (
            <Text mt={4} size="sm" c="dimmed">
              {message.because}
            </Text>
          )}
        </div>
      </div>
    </section>
  );
}

function useInvitation(id: string | null) {
  return useQuery({ ...invitationQuery(id ?? ""), enabled: id !== null });
}

interface ChangesProps {
  changes: FileMessage["changes"];
  invitation: Invitation | undefined;
}

/** What would change of the invitation, from what to what. */
function Changes({ changes, invitation }: ChangesProps) {
  const { t } = useTranslation("messages");
  const words = useFieldWords();
  const names = Object.keys(changes);
  if (names.length === 0) return null;
  return (
    <List size="sm" mt={6} spacing={2}>
      {names.map((name) => (
        <List.Item key={name}>
          {invitation === undefined
            ? t("fate.change_to", { field: words.label(name), to: words.value(name, changes[name]) })
            : t("fate.change", {
                field: words.label(name),
                from: words.value(name, invitation[name as keyof Invitation]),
                to: words.value(name, changes[name]),
              })}
        </List.Item>
      ))}
    </List>
  );
}
