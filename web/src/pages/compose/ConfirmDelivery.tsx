import { Button, Group, Stack, Text } from "@mantine/core";
import { IconCalendarShare } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "~/api/client";
import { Dialog } from "~/parts/Dialog";
import { Failure } from "~/parts/Failure";
import { type Reply, useDeliver } from "~/queries/replies";

import { calendarWords } from "./calendarWords";
import classes from "./compose.module.css";

interface Props {
  reply: Reply;
  /** As whom it leaves. */
  from: string;
  onGone: (reply: Reply) => void;
  onClose: () => void;
}

/** Asks before a reply leaves in the person's name: to whom, about what. What is confirmed is what is sent. */
export function ConfirmDelivery({ reply, from, onGone, onClose }: Props) {
  const { t } = useTranslation(["compose", "common", "sending"]);
  const told = calendarWords(reply);
  const deliver = useDeliver();
  const [recipient, setRecipient] = useState(reply.recipient);
  const [isAnother, setAnother] = useState(false);
  const confirm = () => {
    if (recipient === null) return;
    deliver.mutate(
      { id: reply.id, recipient },
      {
        onSuccess: onGone,
        onError: (error) => {
          const actual = trueRecipient(error);
          if (actual === null) return;
          setRecipient(actual);
          setAnother(true);
          deliver.reset();
        },
      },
    );
  };
  return (
    <Dialog title={t("deliver.title")} onClose={onClose}>
      <Stack>
        {isAnother && (
          <Text role="alert" fw={560}>
            {t("deliver.another")}
          </Text>
        )}
        <dl className={classes.envelope}>
          <dt>{t("letter.to")}</dt>
          <dd>{recipient ?? t("deliver.nobody")}</dd>
          <dt>{t("letter.subject")}</dt>
          <dd>{reply.subject}</dd>
          <dt>{t("deliver.from")}</dt>
          <dd>{from}</dd>
        </dl>
        {told !== null && (
          <Group gap={8} wrap="nowrap" align="flex-start">
            <IconCalendarShare size={18} aria-hidden style={{ flexShrink: 0, marginTop: 2 }} />
            <Text size="sm">{t("sending:calendar.will", { answer: t(told) })}</Text>
          </Group>
        )}
        <Text size="sm" c="dimmed">
          {t("deliver.about")}
        </Text>
        {deliver.error !== null && <Failure error={deliver.error} />}
        <Group justify="flex-end">
          <Button variant="default" h={44} onClick={onClose}>
            {t("common:act.cancel")}
          </Button>
          <Button h={44} data-autofocus disabled={recipient === null} loading={deliver.isPending} onClick={confirm}>
            {t("deliver.confirm")}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

/** Somebody has written since: to whom it would go now. */
function trueRecipient(error: Error): string | null {
  if (!(error instanceof Problem) || !error.type.endsWith(":recipient-changed")) return null;
  return typeof error.body.recipient === "string" ? error.body.recipient : null;
}
