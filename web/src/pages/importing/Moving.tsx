import { Progress, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Import } from "~/queries/imports";

import classes from "./importing.module.css";
import { useArrival } from "./useArrival";

/** How far an import, or its undoing, has come. */
export function Moving({ shown }: { shown: Import }) {
  const { t } = useTranslation("importing");
  const arrival = useArrival();
  const { counts, rows_done: rowsDone } = shown;
  const isImporting = shown.state === "importing";
  const [done, all] = isImporting ? [rowsDone, counts.rows] : [counts.removed, counts.added];
  const told = t(isImporting ? "moving.rows" : "moving.removed", { done, all });
  return (
    <Stack gap="sm" className={classes.card}>
      <h2 {...arrival} className={classes.heading}>
        {t(isImporting ? "moving.importing" : "moving.undoing")}
      </h2>
      <Progress.Root size="lg">
        <Progress.Section value={all === 0 ? 100 : (100 * done) / all} animated aria-label={told} />
      </Progress.Root>
      <Text size="sm" className="numbers">
        {told}
      </Text>
      <Text size="sm" c="dimmed">
        {t("moving.leave")}
      </Text>
    </Stack>
  );
}
