import { Button, Group, Text } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconHourglass,
  IconPlayerPause,
} from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ConfirmDialog } from "../ConfirmDialog";
import { type Channel, useDeleteChannel } from "~/queries/channels";
import { useMomentWords } from "~/time/moment";

import classes from "../Settings.module.css";
import { DangerButton } from "../DangerButton";
import { EditChannel } from "./EditChannel";
import { KINDS } from "./kinds";
import { TestChannel } from "./TestChannel";

/** One channel: where it leads, what it gets, how it fares, and what can be done with it. */
export function ChannelItem({ channel }: { channel: Channel }) {
  const { t } = useTranslation(["settings", "common"]);
  const [open, setOpen] = useState<"edit" | "delete" | null>(null);
  const remove = useDeleteChannel();
  const Icon = KINDS.find(({ kind }) => kind === channel.kind)?.icon ?? IconCircleCheck;
  const wants = channel.wants.map((want) => t(`channels.want.${want}`)).join(", ") || t("channels.wants_nothing");
  return (
    <li className={classes.item}>
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <Icon size={20} aria-hidden style={{ marginTop: 2, flexShrink: 0 }} />
        <div className={classes.told}>
          <Text fw={580}>{channel.name}</Text>
          <Text size="sm" c="dimmed">
            {channel.url} · {wants}
          </Text>
          <Standing channel={channel} />
        </div>
      </Group>
      <Group gap={8} mt="sm">
        <Button
          variant="subtle"
          h={40}
          onClick={() => setOpen("edit")}
          aria-label={`${t("common:act.edit")}: ${channel.name}`}
        >
          {t("common:act.edit")}
        </Button>
        <DangerButton
          variant="subtle"
          onClick={() => setOpen("delete")}
          aria-label={`${t("common:act.delete")}: ${channel.name}`}
        >
          {t("common:act.delete")}
        </DangerButton>
        <TestChannel channel={channel} />
      </Group>
      {open === "edit" && <EditChannel channel={channel} onClose={() => setOpen(null)} />}
      {open === "delete" && (
        <ConfirmDialog
          title={t("channels.delete_title", { name: channel.name })}
          act={t("common:act.delete")}
          isPending={remove.isPending}
          onConfirm={() => remove.mutate(channel.id, { onSuccess: () => setOpen(null) })}
          onClose={() => setOpen(null)}
        >
          {t("channels.delete_about")}
        </ConfirmDialog>
      )}
    </li>
  );
}

function Standing({ channel }: { channel: Channel }) {
  const { icon: Icon, colour, words } = useStanding(channel);
  return (
    <Group gap={6} mt={6} wrap="nowrap" align="flex-start">
      <Icon size={16} color={colour} aria-hidden style={{ marginTop: 3, flexShrink: 0 }} />
      <Text size="sm">{words}</Text>
    </Group>
  );
}

/** What the server knows of a channel's health, the most telling first. */
function useStanding(channel: Channel) {
  const { t } = useTranslation("settings");
  const words = useMomentWords();
  const warning = { icon: IconAlertTriangle, colour: "var(--attention-overdue)" };
  const { disabled_at: disabled, breaker_until: until, last_failed_at: failed, last_sent_at: sent } = channel;
  if (disabled !== null)
    return {
      ...warning,
      words: t("channels.standing.disabled", { at: words.instant(disabled), why: channel.disabled_why ?? "" }),
    };
  if (channel.confirmed_at === null)
    return { icon: IconHourglass, colour: "var(--attention-due_soon)", words: t("channels.standing.unconfirmed") };
  if (until !== null && isAhead(until))
    return {
      icon: IconPlayerPause,
      colour: "var(--attention-overdue)",
      words: t("channels.standing.resting", { until: words.instant(until), why: channel.last_error ?? "" }),
    };
  if (failed !== null && (sent === null || failed > sent))
    return {
      ...warning,
      words: t("channels.standing.failed", { at: words.relative(failed), why: channel.last_error ?? "" }),
    };
  const good = { icon: IconCircleCheck, colour: "var(--attention-on_track)" };
  return sent === null
    ? { icon: IconCircleDashed, colour: "var(--text-quiet)", words: t("channels.standing.unused") }
    : { ...good, words: t("channels.standing.sent", { at: words.relative(sent) }) };
}

const isAhead = (at: string) => new Date(at).getTime() > Date.now();
