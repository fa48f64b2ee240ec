import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconMailQuestion } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { useProblemWords } from "~/parts/refusal";
import { type Reply, useSayOutcome } from "~/queries/replies";
import type { Sending } from "~/queries/sendings";

interface Props {
  sending: Pick<Sending, "reply_id" | "recipient">;
  /** Named where the invitation isn't beside it. */
  company?: string;
  onSaid?: (reply: Reply) => void;
}

/** Nobody but the person can know whether it went out, so they are asked; and nothing is sent meanwhile. */
export function OutcomeQuestion({ sending, company, onSaid }: Props) {
  const { t } = useTranslation("sending");
  const words = useProblemWords();
  const say = useSayOutcome();
  const said = (wentOut: boolean) =>
    say.mutate({ id: sending.reply_id, wentOut }, { onSuccess: (told) => onSaid?.(told) });
  const wasSaid = (wentOut: boolean) => say.isPending && say.variables.wentOut === wentOut;
  return (
    <Alert
      color="gray"
      role="group"
      icon={<IconMailQuestion color="var(--attention-due_soon)" aria-hidden />}
      title={company === undefined ? t("unknown.title") : t("unknown.title_company", { company })}
    >
      <Stack gap="sm">
        <Text size="sm">{t("unknown.about", { recipient: sending.recipient ?? "" })}</Text>
        <Group gap="xs">
          <Button h={40} loading={wasSaid(true)} disabled={say.isPending} onClick={() => said(true)}>
            {t("unknown.went_out")}
          </Button>
          <Button
            h={40}
            variant="default"
            loading={wasSaid(false)}
            disabled={say.isPending}
            onClick={() => said(false)}
          >
            {t("unknown.did_not")}
          </Button>
        </Group>
        {say.error !== null && (
          <Text size="sm" role="alert">
            {words(say.error)}
          </Text>
        )}
      </Stack>
    </Alert>
  );
}
