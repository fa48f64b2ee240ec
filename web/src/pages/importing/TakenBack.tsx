import { Group, List, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { ButtonLink } from "~/parts/links";
import type { Import } from "~/queries/imports";

import classes from "./importing.module.css";
import { useArrival } from "./useArrival";

const EVENTS = [
  "edited",
  "answered",
  "answer_undone",
  "reply_drafted",
  "reply_edited",
  "reply_deleted",
  "reply_sent",
  "snoozed",
  "unsnoozed",
  "deleted",
  "restored",
] as const;
type Event = (typeof EVENTS)[number];

/** What is gone again, and what was kept and why. */
export function TakenBack({ shown: { counts, kept_because: because } }: { shown: Import }) {
  const { t } = useTranslation("importing");
  const arrival = useArrival();
  const isLetGo = counts.added === 0 && counts.updated === 0;
  return (
    <Stack gap="sm" className={classes.card}>
      <h2 {...arrival} className={classes.heading}>
        {isLetGo
          ? t("undone.let_go")
          : counts.removed === 0
            ? t("undone.title_none")
            : t("undone.title", { count: counts.removed })}
      </h2>
      {counts.kept > 0 && (
        <div>
          <Text>{t("undone.kept", { count: counts.kept })}</Text>
          <List size="sm" mt={4}>
            {Object.entries(because).map(([event, count]) => (
              <List.Item key={event}>
                {t(`kept.${EVENTS.includes(event as Event) ? (event as Event) : "touched"}`, { count })}
              </List.Item>
            ))}
          </List>
        </div>
      )}
      <Text>{t(isLetGo ? "undone.let_go_about" : "undone.again")}</Text>
      <Group>
        <ButtonLink to="/import" h={42}>
          {t("gone.back")}
        </ButtonLink>
      </Group>
    </Stack>
  );
}
