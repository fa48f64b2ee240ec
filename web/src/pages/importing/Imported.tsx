import { Group, Stack, Text } from "@mantine/core";
import { IconArrowRight, IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { ButtonLink } from "~/parts/links";
import type { Import, useTakeBack } from "~/queries/imports";
import { dueQuery } from "~/queries/invitations";

import classes from "./importing.module.css";
import { Problems } from "./Problems";
import { TakeBack } from "./TakeBack";
import { useArrival } from "./useArrival";

/** What an import has brought, where to go from here, and the way to take it back. */
export function Imported({ shown, takeBack }: { shown: Import; takeBack: ReturnType<typeof useTakeBack> }) {
  const { t } = useTranslation("importing");
  const arrival = useArrival();
  const { counts } = shown;
  const told = [
    counts.updated > 0 && t("done.updated", { count: counts.updated }),
    counts.changed > counts.updated && t("done.changed", { count: counts.changed - counts.updated }),
    counts.known > 0 && t("done.known", { count: counts.known }),
    counts.skipped > 0 && t("done.skipped", { count: counts.skipped }),
    counts.errors > 0 && t("done.errors", { count: counts.errors }),
    counts.added > 0 && t("done.quietly"),
  ].filter((sentence) => sentence !== false);
  return (
    <Stack gap="lg">
      <Stack gap="sm" className={classes.card}>
        <Group gap="xs" wrap="nowrap" align="flex-start">
          <IconCircleCheck color="var(--attention-on_track)" aria-hidden style={{ flexShrink: 0 }} />
          <h2 {...arrival} className={classes.heading}>
            {counts.added === 0 ? t("done.imported_none") : t("done.imported", { count: counts.added })}
          </h2>
        </Group>
        <Text>{told.join(" ")}</Text>
        <Pressing />
        <Group gap="xs" mt={4}>
          <ButtonLink to="/" rightSection={<IconArrowRight size={17} aria-hidden />} h={42}>
            {t("done.home")}
          </ButtonLink>
          <ButtonLink to="/everything" search={{ sort: "-created_at" }} variant="default" h={42}>
            {t("done.everything")}
          </ButtonLink>
          <ButtonLink to="/import" variant="subtle" h={42}>
            {t("done.another")}
          </ButtonLink>
          {(counts.added > 0 || counts.updated > 0) && <TakeBack shown={shown} takeBack={takeBack} variant="subtle" />}
        </Group>
      </Stack>
      {shown.problems.length > 0 && <Problems shown={shown} />}
    </Stack>
  );
}

function Pressing() {
  const { t } = useTranslation("importing");
  const { data } = useQuery(dueQuery);
  if (data === undefined) return null;
  const { ghosting, overdue, due_soon: dueSoon } = data.counts;
  const count = ghosting + overdue + dueSoon;
  return count === 0 ? null : <Text fw={600}>{t("done.pressing", { count })}</Text>;
}
