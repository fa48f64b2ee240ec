import { Input, SegmentedControl, SimpleGrid, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { LateDay } from "~/parts/when/LateDay";
import { useProblemWords } from "~/parts/refusal";

import classes from "./insights.module.css";
import type { Kind, Period } from "./period";

const KINDS: readonly Kind[] = ["quarter", "year", "all", "own"];

interface Props {
  period: Period;
  choose: (period: Period) => void;
  /** Why the server can't tell of these dates. */
  refused: Error | null;
}

/** Which invitations: by when they were received. */
export function PeriodChoice({ period, choose, refused }: Props) {
  const { t } = useTranslation("insights");
  const words = useProblemWords();
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label={t("period.label")}
        value={period.kind}
        onChange={(kind) => choose(kind === "own" ? { kind, from: null, to: null } : { kind })}
        data={KINDS.map((kind) => ({ value: kind, label: t(`period.${kind}`) }))}
        classNames={{ root: classes.period, label: classes.periodlabel }}
      />
      {period.kind === "own" && (
        <div>
          <SimpleGrid cols={2} maw={420} spacing="sm">
            <LateDay
              label={t("period.from")}
              value={period.from}
              onChange={(day) => choose({ ...period, from: day })}
            />
            <LateDay label={t("period.to")} value={period.to} onChange={(day) => choose({ ...period, to: day })} />
          </SimpleGrid>
          {refused !== null && (
            <Input.Error role="alert" size="sm" mt={6}>
              {words(refused)}
            </Input.Error>
          )}
        </div>
      )}
    </Stack>
  );
}
