import { Box, Group, Paper, Progress, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { AttentionBadge, attentionColour } from "~/parts/Attention";
import { Moment } from "~/parts/Moment";
import type { Invitation } from "~/queries/invitations";
import { stepsQuery } from "~/queries/steps";

import { Acts } from "./Acts";

/** Where an invitation stands: its level, its clock in words, why the deadline is what it is, and what to do. */
export function Standing({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation(["invitation", "vocabulary"]);
  const { data: steps } = useQuery(stepsQuery(invitation.id));
  const { attention: level } = invitation;
  return (
    <Paper
      bg="var(--surface)"
      p={{ base: "md", sm: "lg" }}
      radius="lg"
      withBorder
      component="section"
      aria-label={t("standing.label")}
    >
      <Stack gap="md">
        <Stack gap={6}>
          <Group gap="xs">
            {level !== null && <AttentionBadge level={level} />}
            {(level === null || invitation.status !== "awaiting_reply") && (
              <Text fw={600}>{t(`vocabulary:status.${invitation.status}`)}</Text>
            )}
            {invitation.answered_at !== null && (
              <Text c="dimmed" size="sm">
                <Moment at={invitation.answered_at} />
                {invitation.reason !== null && ` · ${t(`vocabulary:reason.${invitation.reason}`)}`}
              </Text>
            )}
          </Group>
          {steps === undefined ? <Skeleton h={28} w="70%" /> : <Clock words={steps.clock} />}
          {level !== null && steps?.elapsed !== undefined && steps.elapsed !== null && (
            <Progress
              value={steps.elapsed * 100}
              color={attentionColour(level)}
              size={5}
              aria-label={t("standing.elapsed")}
              my={4}
            />
          )}
          {level !== null && (
            <Box>
              <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                {invitation.respond_by_explanation}
              </Text>
              {steps?.waiting !== undefined && steps.waiting !== null && (
                <Text size="sm" c="dimmed">
                  {steps.waiting}
                </Text>
              )}
            </Box>
          )}
        </Stack>
        {steps === undefined ? <Skeleton h={42} w={220} /> : <Acts invitation={invitation} steps={steps} />}
      </Stack>
    </Paper>
  );
}

function Clock({ words }: { words: string | null }) {
  if (words === null) return null;
  return (
    <Text fz={{ base: 19, sm: 22 }} fw={620} lh={1.3} style={{ overflowWrap: "anywhere" }}>
      {words.charAt(0).toLocaleUpperCase() + words.slice(1)}
    </Text>
  );
}
