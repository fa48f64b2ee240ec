import { ActionIcon } from "@mantine/core";
import { IconCheck, IconDots, IconZzz } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { ButtonLink } from "~/parts/links";
import { useStepWords } from "~/parts/sending/useStepWords";
import { AnswerDialog } from "~/acts/dialogs";
import { SnoozeMenu } from "~/acts/SnoozeMenu";
import { isUnderWay } from "~/queries/sendings";

import type { DueItem } from "./groups";
import classes from "./Home.module.css";
import { MoreMenu } from "./MoreMenu";
import type { RowProps } from "./Row";

/** The next step as a button, and beside it the ways round it: later, done elsewhere, and the rest. */
export function RowActs({ item, act, onAct, onDone }: RowProps) {
  const { t } = useTranslation();
  const step = useStepWords();
  const { id, company, draft } = item;
  const done = () => onDone(id);
  return (
    <div className={classes.acts}>
      <ButtonLink
        to="/invitations/$invitationId/reply"
        params={{ invitationId: id }}
        search={replyOf(item)}
        variant="light"
        className={classes.step}
        data-next-step
        // Nothing is to be done about it just now.
        data-quiet={(draft !== null && isUnderWay(draft)) || undefined}
      >
        {step(item.next_step, draft)}
      </ButtonLink>
      <SnoozeMenu
        invitation={item}
        opened={act === "snooze"}
        onChange={(opened) => onAct(opened ? { id, act: "snooze" } : null)}
        onDone={done}
      >
        <ActionIcon
          variant="subtle"
          color="gray"
          c="dimmed"
          size={40}
          aria-label={t("snooze.title", { company })}
          title={`${t("snooze.act")} (S)`}
        >
          <IconZzz size={19} aria-hidden />
        </ActionIcon>
      </SnoozeMenu>
      <ActionIcon
        variant="subtle"
        color="gray"
        c="dimmed"
        size={40}
        aria-label={t("answered.about", { company })}
        title={`${t("answered.act")} (A)`}
        onClick={() => onAct({ id, act: "answer" })}
      >
        <IconCheck size={20} aria-hidden />
      </ActionIcon>
      <MoreMenu item={item} onDone={done}>
        <ActionIcon
          variant="subtle"
          color="gray"
          c="dimmed"
          size={40}
          aria-label={t("more_about", { company })}
          title={t("nav.more")}
        >
          <IconDots size={20} aria-hidden />
        </ActionIcon>
      </MoreMenu>
      {act === "answer" && <AnswerDialog invitation={item} onClose={() => onAct(null)} onDone={done} />}
    </div>
  );
}

/** A draft is gone on with; without one, the composer asks what to say. */
function replyOf({ draft }: DueItem): { kind?: string; reply?: string } {
  return draft === null ? {} : { kind: draft.kind, reply: draft.id };
}
