import { ActionIcon, Button, Menu, Progress, Text } from "@mantine/core";
import { IconArchive, IconArrowBackUp, IconCheck, IconMoon, IconTrash, IconX } from "@tabler/icons-react";
import { type ComponentProps, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { SnoozeDialog } from "~/acts/dialogs";

import { BulkAnswerDialog } from "./BulkAnswerDialog";
import classes from "./BulkBar.module.css";
import { MOST_CHOSEN, type Selection } from "./selection";
import type { Bulk } from "./useBulk";

interface Props {
  selection: Selection;
  bulk: Bulk;
  isDeleted: boolean;
}

/** How many are chosen, and what can be done to all of them; while something is being done, how far it is. */
export function BulkBar({ selection, bulk, isDeleted }: Props) {
  if (bulk.progress !== null) return <Underway bulk={bulk} />;
  if (selection.chosen.size === 0) return null;
  return <Acts selection={selection} bulk={bulk} isDeleted={isDeleted} />;
}

function Underway({ bulk: { progress, stop } }: { bulk: Bulk }) {
  const { t } = useTranslation("everything");
  if (progress === null) return null;
  const { through, of } = progress;
  return (
    <div className={classes.bar}>
      <Text size="sm" className="numbers" role="status">
        {t("underway", { through, of })}
      </Text>
      <Progress
        value={(100 * through) / of}
        className={classes.progress}
        aria-label={t("underway_label")}
        transitionDuration={0}
      />
      <Button size="compact-md" variant="subtle" onClick={stop}>
        {t("stop")}
      </Button>
    </div>
  );
}

function Acts({ selection, bulk, isDeleted }: Props) {
  const { t } = useTranslation(["everything", "common"]);
  const [dialog, open] = useState<"snooze" | "answer" | null>(null);
  const chosen = [...selection.chosen.values()];
  const close = () => open(null);
  return (
    <>
      <div className={classes.bar} role="toolbar" aria-label={t("bulk_label")}>
        <Text size="sm" fw={560} className={`numbers ${classes.count}`} role="status">
          {t(selection.isAtMost ? "chosen_most" : "chosen", {
            count: selection.isAtMost ? MOST_CHOSEN : chosen.length,
          })}
        </Text>
        {isDeleted ? (
          <ActButton
            icon={<IconArrowBackUp size={18} />}
            words={t("common:act.restore")}
            onClick={() => bulk.restore(chosen)}
          />
        ) : (
          <>
            <ActButton icon={<IconMoon size={18} />} words={t("common:snooze.act")} onClick={() => open("snooze")} />
            <ActButton icon={<IconCheck size={18} />} words={t("bulk.answer")} onClick={() => open("answer")} />
            <FileMenu onFile={(status) => bulk.file(chosen, status)} />
            <ActButton
              icon={<IconTrash size={18} />}
              words={t("common:act.delete")}
              onClick={() => bulk.remove(chosen)}
            />
          </>
        )}
        <ActionIcon variant="subtle" color="gray" size={40} aria-label={t("choose_none")} onClick={selection.clear}>
          <IconX size={18} aria-hidden />
        </ActionIcon>
      </div>
      {dialog === "snooze" && (
        <SnoozeDialog
          onClose={close}
          onSnooze={(until) => {
            bulk.snooze(chosen, until);
            return Promise.resolve();
          }}
        />
      )}
      {dialog === "answer" && (
        <BulkAnswerDialog chosen={chosen} onClose={close} onAnswer={(answer) => bulk.answer(chosen, answer)} />
      )}
    </>
  );
}

function FileMenu({ onFile }: { onFile: (status: "closed" | "lapsed") => void }) {
  const { t } = useTranslation("everything");
  return (
    <Menu position="top" shadow="md">
      <Menu.Target>
        <ActButton icon={<IconArchive size={18} />} words={t("bulk.file")} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onFile("closed")}>{t("bulk.closed")}</Menu.Item>
        <Menu.Item onClick={() => onFile("lapsed")}>{t("bulk.lapsed")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface ActProps extends ComponentProps<"button"> {
  icon: ReactNode;
  words: string;
}

/** On a telephone the word stands under its icon. */
function ActButton({ icon, words, ...rest }: ActProps) {
  return (
    <button type="button" {...rest} className={classes.act}>
      <span aria-hidden>{icon}</span>
      {words}
    </button>
  );
}
