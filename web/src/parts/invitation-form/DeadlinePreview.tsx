import { Group, Paper, Skeleton, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useTranslation } from "react-i18next";

import { AttentionBadge } from "~/parts/Attention";
import { Moment } from "~/parts/Moment";
import { type DeadlineAsk, useDeadline } from "~/queries/deadlines";

const PAUSE_MS = 250;

/** Until when an answer would be due, and why, as the server says; it follows what is typed. */
export function DeadlinePreview({ ask }: { ask: DeadlineAsk }) {
  const { t } = useTranslation(["record", "vocabulary"]);
  const [settled] = useDebouncedValue(JSON.stringify(ask), PAUSE_MS);
  const { data: deadline, isError, isFetching } = useDeadline(JSON.parse(settled) as DeadlineAsk);
  return (
    <Paper bg="var(--surface)" p="md" radius="md" withBorder aria-live="polite" aria-busy={isFetching} mih={104}>
      <Text size="sm" c="dimmed">
        {t("deadline.label")}
      </Text>
      {deadline === undefined ? (
        isError ? (
          <Text size="sm">{t("deadline.unknown")}</Text>
        ) : (
          <Skeleton h={26} mt={6} w="60%" />
        )
      ) : (
        <Stack gap={4} mt={2} style={{ opacity: isFetching ? 0.6 : 1 }}>
          <Group gap="xs">
            <Text fw={600} fz="lg">
              <Moment at={deadline.respond_by} />
            </Text>
            <AttentionBadge level={deadline.attention} />
          </Group>
          <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {deadline.respond_by_explanation}
          </Text>
        </Stack>
      )}
    </Paper>
  );
}
