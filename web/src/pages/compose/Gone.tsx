import { Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef } from "react";
import { useTranslation } from "react-i18next";

import { ButtonLink } from "~/parts/links";
import { OnItsWay } from "~/parts/sending/OnItsWay";
import { OutcomeQuestion } from "~/parts/sending/OutcomeQuestion";
import type { Invitation } from "~/queries/invitations";
import { replyQuery, type Reply, sendingOf } from "~/queries/replies";
import { isOut, noteSending } from "~/queries/sendings";

import classes from "./compose.module.css";

interface Props {
  invitation: Invitation;
  reply: Reply;
  arrived: (reply: Reply) => void;
  /** It is a draft again, or couldn't be sent: back to its words. */
  cameBack: (reply: Reply) => void;
}

/** The person has let it go: it leaves in a moment, is leaving, or nobody knows; followed until that is settled. */
export function Gone({ invitation, reply: before, arrived, cameBack }: Props) {
  const { t } = useTranslation(["compose", "sending"]);
  const client = useQueryClient();
  const heading = useRef<HTMLHeadingElement>(null);
  const { data: reply = before } = useQuery(replyQuery(before.id));
  // What was read before the word was given is older than that word.
  const now = reply.version < before.version ? before : reply;
  useEffect(() => heading.current?.focus(), []);
  const settle = useEffectEvent(() => {
    if (isOut(now)) return;
    noteSending(client, now);
    if (now.state === "sent") arrived(now);
    else cameBack(now);
  });
  useEffect(() => settle(), [now.state, now.version]);
  return (
    <Stack maw={620} mx="auto" mt="4vh" gap="lg">
      <Title order={1} fz={{ base: 22, sm: 26 }} ref={heading} tabIndex={-1} style={{ outline: "none" }}>
        {t("sending:to_company", { company: invitation.company })}
      </Title>
      {now.state === "outcome_unknown" ? (
        <OutcomeQuestion sending={sendingOf(now)} />
      ) : (
        <Paper withBorder radius={14} p="lg" bg="var(--surface)">
          <OnItsWay sending={sendingOf(now)} size="md" />
        </Paper>
      )}
      <Paper withBorder radius={14} bg="var(--surface)" component="section" aria-label={t("letter.title")}>
        <Text fw={600} className={classes.goneSubject}>
          {now.subject}
        </Text>
        <Text className={classes.goneBody} lang={now.language}>
          {now.body}
        </Text>
      </Paper>
      <Group>
        <ButtonLink variant="default" h={40} to="/">
          {t("sent.home")}
        </ButtonLink>
        <Text size="sm" c="dimmed" style={{ flex: "1 1 14rem" }}>
          {t("gone.you_may_leave")}
        </Text>
      </Group>
    </Stack>
  );
}
