import { Button, Group } from "@mantine/core";
import { IconArrowBackUp, IconBellPause, IconChecks, IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { AnswerDialog } from "~/acts/dialogs";
import { SnoozeMenu } from "~/acts/SnoozeMenu";
import { useActs } from "~/acts/useActs";
import type { Invitation } from "~/queries/invitations";
import type { Steps } from "~/queries/steps";

import { FurtherActs } from "./FurtherActs";
import classes from "./InvitationPage.module.css";
import { NextStep } from "./NextStep";

interface Props {
  invitation: Invitation;
  steps: Steps;
}

/** What can be done, as the server permits it: the next step first. */
export function Acts({ invitation, steps }: Props) {
  const { t } = useTranslation("invitation");
  const acts = useActs();
  const [isAnswering, setIsAnswering] = useState(false);
  return (
    <Group gap="xs" className={classes.acts}>
      <NextStep invitation={invitation} steps={steps} />
      {steps.permitted_answers.length > 0 && (
        <Button
          size="md"
          variant="default"
          leftSection={<IconChecks size={18} aria-hidden />}
          onClick={() => setIsAnswering(true)}
        >
          {t("act.answered")}
        </Button>
      )}
      {invitation.attention !== null && (
        <SnoozeMenu invitation={invitation}>
          <Button
            size="md"
            variant="default"
            leftSection={<IconBellPause size={18} aria-hidden />}
            rightSection={<IconChevronDown size={16} aria-hidden />}
          >
            {t("act.snooze")}
          </Button>
        </SnoozeMenu>
      )}
      {steps.can_undo_answer && (
        <Button
          size="md"
          variant="default"
          leftSection={<IconArrowBackUp size={18} aria-hidden />}
          onClick={() => void acts.undoAnswer(invitation).catch(() => undefined)}
        >
          {t("act.undo_answer")}
        </Button>
      )}
      <FurtherActs invitation={invitation} steps={steps} />
      {isAnswering && <AnswerDialog invitation={invitation} onClose={() => setIsAnswering(false)} />}
    </Group>
  );
}
