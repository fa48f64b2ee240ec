import { Badge, Paper, Skeleton, Stack, Text, Title, UnstyledButton } from "@mantine/core";
import { IconCalendarEvent, IconChevronDown } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { Failure } from "~/parts/Failure";
import { CalendarRequest } from "~/parts/message/CalendarRequest";
import { senderOf } from "~/parts/message/MessageHead";
import { Notices } from "~/parts/message/Notices";
import { Moment } from "~/parts/Moment";
import { messageQuery, messagesOfQuery, type MessageSummary } from "~/queries/messages";

import classes from "./Thread.module.css";

/** What the employer wrote: the messages of an invitation, the newest first, each folded to a line. */
export function Thread({ invitationId }: { invitationId: string }) {
  const { t } = useTranslation("messages");
  const { data, error, refetch } = useQuery(messagesOfQuery(invitationId));
  // Most invitations have none: they were typed, pasted, or came with a list.
  if (data?.items.length === 0 || (data === undefined && error === null)) return null;
  return (
    <Stack gap="sm" component="section" aria-labelledby="thread">
      <Title order={2} fz="h5" id="thread">
        {t("thread.title")}
      </Title>
      {error !== null && data === undefined && <Failure error={error} retry={() => void refetch()} />}
      {data?.items.map((message) => (
        <Folded key={message.id} message={message} />
      ))}
    </Stack>
  );
}

function Folded({ message }: { message: MessageSummary }) {
  const { t } = useTranslation("messages");
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  return (
    <Paper bg="var(--surface)" radius="md" withBorder component="article" aria-labelledby={id}>
      <UnstyledButton className={classes.fold} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span className={classes.lines}>
          <Text component="span" id={id} fw={600} size="sm" className={classes.subject}>
            {message.subject ?? message.calendar?.summary ?? t("head.no_subject")}
          </Text>
          <Text component="span" size="xs" c="dimmed" className={classes.subject}>
            {senderOf(message) ?? t("head.unknown")} · <Moment at={message.received_at} />
          </Text>
          {(message.calendar !== null || message.is_automatic) && (
            <span className={classes.badges}>
              {message.calendar !== null && (
                <Badge
                  component="span"
                  variant="default"
                  tt="none"
                  fw={500}
                  leftSection={<IconCalendarEvent size={13} aria-hidden />}
                >
                  {t(message.calendar.is_cancelled ? "calendar.called_off" : "calendar.title")}
                </Badge>
              )}
              {message.is_automatic && (
                <Badge component="span" variant="default" tt="none" fw={500}>
                  {t("head.automatic")}
                </Badge>
              )}
            </span>
          )}
        </span>
        <IconChevronDown size={18} aria-hidden style={{ rotate: isOpen ? "180deg" : undefined, flexShrink: 0 }} />
      </UnstyledButton>
      {isOpen && <Opened id={message.id} />}
    </Paper>
  );
}

function Opened({ id }: { id: string }) {
  const { t } = useTranslation("messages");
  const { data: message, error, refetch } = useQuery(messageQuery(id));
  return (
    <Stack gap="sm" p="md" pt={0}>
      {error !== null && message === undefined && <Failure error={error} retry={() => void refetch()} />}
      {message === undefined && error === null && <Skeleton h={120} />}
      {message?.because !== undefined && message.because !== null && (
        <Text size="sm" c="dimmed">
          {message.because}
        </Text>
      )}
      {message?.calendar !== undefined && message.calendar !== null && <CalendarRequest calendar={message.calendar} />}
      {message !== undefined && <Notices notices={message.notices} />}
      {message !== undefined && (
        <div
          className={classes.words}
          role="group"
          aria-label={t("thread.words")}
          // What scrolls can be scrolled by the keyboard.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
        >
          {message.text}
        </div>
      )}
    </Stack>
  );
}
