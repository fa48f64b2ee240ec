import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Dialog } from "~/parts/Dialog";
import { Failure } from "~/parts/Failure";
import { NOTHING, readWhen, type WhenProblem } from "~/parts/when/when";
import { WhenField } from "~/parts/when/WhenField";
import { useFieldWords } from "~/parts/refusal";
import { useMe } from "~/queries/account";

import { SnoozeChoices } from "./SnoozeChoices";

export interface SnoozeDialogProps {
  /** Whose invitation it is; left out where it is about several. */
  company?: string;
  /** Asked with an instant, or with a date, which begins in the account's zone. The dialog closes once it is done. */
  onSnooze: (until: string) => Promise<unknown>;
  onClose: () => void;
}

export default function SnoozeDialog({ company, onSnooze, onClose }: SnoozeDialogProps) {
  const { t, i18n } = useTranslation();
  const { time_zone: zone } = useMe();
  const [typed, setTyped] = useState(NOTHING);
  const [problem, setProblem] = useState<WhenProblem>();
  const [failure, setFailure] = useState<Error>();
  const [isBusy, setIsBusy] = useState(false);

  const fields = useFieldWords()(failure);

  const snooze = (until: string) => {
    setIsBusy(true);
    setFailure(undefined);
    onSnooze(until)
      .then(onClose, setFailure)
      .finally(() => setIsBusy(false));
  };
  const submit = () => {
    const until = readWhen(typed, { zone, language: i18n.language, dayAlone: true });
    if (typeof until === "string") snooze(until);
    else setProblem(until === null ? "missing_day" : until.problem);
  };

  return (
    <Dialog title={company === undefined ? t("snooze.label") : t("snooze.title", { company })} onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack>
          <SnoozeChoices onChoose={snooze} />
          <WhenField
            label={t("snooze.other")}
            description={
              <Text size="xs" c="dimmed">
                {t("when.day_alone")}
              </Text>
            }
            value={typed}
            onChange={(value) => {
              setTyped(value);
              setProblem(undefined);
              setFailure(undefined);
            }}
            zone={zone}
            error={problem === undefined ? fields.until : t(`when.problem.${problem}`)}
          />
          {failure !== undefined && fields.until === undefined && <Failure error={failure} />}
          <Text size="sm" c="dimmed">
            {t("snooze.rule")}
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("act.cancel")}
            </Button>
            <Button type="submit" loading={isBusy}>
              {t("snooze.act")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
