import { Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Failure } from "~/parts/Failure";
import { digestQuery } from "~/queries/reminders";

import { Card } from "./Card";
import classes from "./Settings.module.css";

/** What the digest would say now. Looking at it sends nothing. */
export function DigestPreview() {
  const { t } = useTranslation("settings");
  const { data, error, refetch } = useQuery(digestQuery);
  return (
    <Card title={t("preview.title")} about={t("preview.about")}>
      {error !== null && <Failure error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton h={120} />}
      {data !== undefined && (
        <Stack gap="sm">
          {!data.would_send && <Text size="sm">{t("preview.nothing")}</Text>}
          <Text fw={560}>{data.subject}</Text>
          <pre className={classes.text}>{data.text}</pre>
        </Stack>
      )}
    </Card>
  );
}
