import { Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { ButtonLink } from "~/parts/links";
import type { Import, useTakeBack } from "~/queries/imports";

import classes from "./importing.module.css";
import { TakeBack } from "./TakeBack";
import { useArrival } from "./useArrival";

/** An import that came to no good end: too old, or stopped half-way. */
export function Ended({ shown, takeBack }: { shown: Import; takeBack: ReturnType<typeof useTakeBack> }) {
  const { t } = useTranslation("importing");
  const arrival = useArrival();
  const isFailed = shown.state === "failed";
  const { added } = shown.counts;
  return (
    <Stack gap="sm" className={classes.card}>
      <h2 {...arrival} className={classes.heading}>
        {t(isFailed ? "done.failed" : "done.expired")}
      </h2>
      <Text>
        {isFailed && shown.why !== null && added === 0
          ? shown.why
          : t(isFailed ? "done.failed_about" : "done.expired_about")}
      </Text>
      {isFailed && added > 0 && <Text>{t("done.failed_added", { count: added })}</Text>}
      <Group gap="xs">
        <ButtonLink to="/import" h={42}>
          {t("done.another")}
        </ButtonLink>
        {isFailed && added > 0 && <TakeBack shown={shown} takeBack={takeBack} variant="default" />}
      </Group>
    </Stack>
  );
}
