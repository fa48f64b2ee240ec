import { Group, Skeleton, Stack, Text } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { AttentionIcon, type Level } from "~/parts/Attention";
import { type Policy, triedDeadlineQuery } from "~/queries/places";
import { type MomentWords, momentWords } from "~/time/moment";

import classes from "./DeadlineExample.module.css";
import type { ExampleMoments } from "./moments";

interface Props {
  moments: ExampleMoments;
  /** The zone that the times are told in. */
  zone: string;
  /** What is tried instead of the account's own. */
  policy?: Policy;
  /** Says when each level of attention begins. */
  withLevels?: boolean;
}

/** A worked example: received then, to be answered by then, and why. The server reckons, under a policy not kept yet. */
export function DeadlineExample({ moments, zone, policy = {}, withLevels = false }: Props) {
  const { t, i18n } = useTranslation("welcome");
  const words = useMemo(() => momentWords(i18n.language, zone), [i18n.language, zone]);
  const { data, isPlaceholderData } = useQuery(triedDeadlineQuery({ ...policy, ...moments }));
  return (
    <div className={classes.example} aria-busy={data === undefined || isPlaceholderData}>
      <Group gap="sm" align="stretch" className={classes.moments}>
        <Told label={t("example.received")} told={words.instant(moments.received_at)} />
        {moments.interview_at !== undefined && (
          <Told label={t("example.interview")} told={words.instant(moments.interview_at)} />
        )}
        <IconArrowRight size={20} aria-hidden className={classes.arrow} />
        <Told label={t("example.answer")} told={data && words.instant(data.respond_by)} isStrong />
      </Group>
      <Text size="xs" c="dimmed" component="div">
        {data === undefined ? <Skeleton h={14} w="70%" my={2} /> : data.respond_by_explanation}
      </Text>
      {withLevels && data !== undefined && (
        <Stack gap={4} mt={6} component="ul" className={classes.levels}>
          <Begins level="due_soon" at={data.due_soon_at} words={words} />
          <Begins level="overdue" at={data.respond_by} words={words} />
          <Begins level="ghosting" at={data.ghosting_at} words={words} />
        </Stack>
      )}
    </div>
  );
}

function Told({ label, told, isStrong = false }: { label: string; told: string | undefined; isStrong?: boolean }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      {told === undefined ? (
        <Skeleton h={20} w={130} />
      ) : (
        <Text fw={isStrong ? 650 : 500} className="numbers">
          {told}
        </Text>
      )}
    </div>
  );
}

function Begins({ level, at, words }: { level: Level; at: string; words: MomentWords }) {
  const { t } = useTranslation(["welcome", "vocabulary"]);
  return (
    <li className={classes.level}>
      <AttentionIcon level={level} size={16} />
      <Text size="sm" component="span" className="numbers">
        {t("example.begins", { level: t(`vocabulary:attention.${level}`), when: words.instant(at) })}
      </Text>
    </li>
  );
}
