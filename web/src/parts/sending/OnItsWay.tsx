import { Button, Group, Stack, Text, VisuallyHidden } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { type Ref, useEffect, useEffectEvent } from "react";
import { useTranslation } from "react-i18next";

import { offerUndo } from "~/parts/Undo";
import { useProblemWords } from "~/parts/refusal";
import { type Reply, useRecall } from "~/queries/replies";
import type { Sending } from "~/queries/sendings";
import { useMomentWords } from "~/time/moment";

import classes from "./sending.module.css";
import { useTimeLeft } from "./useTimeLeft";

interface Props {
  sending: Sending;
  /** Named where the invitation isn't beside it. */
  company?: string;
  size?: "sm" | "md";
  undoRef?: Ref<HTMLButtonElement>;
  onRecalled?: (reply: Reply) => void;
}

/** So long after its time, a reply that is still here isn't about to leave: nothing is running that would send it. */
const LATE_SECONDS = -30;
/** Beyond this, nobody counts seconds. */
const COUNTED_SECONDS = 60;

/** A reply that was approved and hasn't arrived: when it leaves, and the way to take it back. */
export function OnItsWay({ sending, company, size = "sm", undoRef, onRecalled }: Props) {
  const { t } = useTranslation("sending");
  const words = useProblemWords();
  const recall = useRecall();
  const { words: sentence, told, seconds } = useStanding(sending);
  const canRecall = sending.state === "approved";
  const takeBack = () => recall.mutate(sending.reply_id, { onSuccess: (back) => onRecalled?.(back) });
  useUndoKey(sending.reply_id, canRecall, takeBack);
  return (
    <Stack gap={8}>
      {company !== undefined && (
        <Text fw={600} size={size}>
          {t("to_company", { company })}
        </Text>
      )}
      <Group gap="sm" justify="space-between">
        <Text size={size} className={`numbers ${classes.words}`} aria-hidden>
          {sentence}
        </Text>
        <VisuallyHidden role="status">{told}</VisuallyHidden>
        {canRecall && (
          <Button
            ref={undoRef}
            h={size === "md" ? 44 : 40}
            size={size}
            variant={seconds > 0 ? "filled" : "default"}
            leftSection={<IconArrowBackUp size={17} aria-hidden />}
            loading={recall.isPending}
            onClick={takeBack}
            aria-keyshortcuts="U"
          >
            {t(sending.error === null ? "undo" : "take_back")}
          </Button>
        )}
      </Group>
      {canRecall && seconds > 0 && seconds <= COUNTED_SECONDS && <Bar key={sending.send_at} sending={sending} />}
      {recall.error !== null && (
        <Text size="sm" role="alert" c="var(--attention-overdue)">
          {words(recall.error)}
        </Text>
      )}
    </Stack>
  );
}

/** The time that is left, drawn; the words beside it count it down for whoever wants nothing to move. */
function Bar({ sending: { approved_at: at, send_at: until } }: { sending: Sending }) {
  const period = Math.max(1, new Date(until ?? 0).getTime() - new Date(at ?? 0).getTime());
  return (
    <div className={classes.bar} aria-hidden>
      <Left period={period} until={until ?? ""} />
    </div>
  );
}

function Left({ period, until }: { period: number; until: string }) {
  const left = Math.max(0, useTimeLeft(until) * 1000);
  return <div className={classes.left} style={{ transform: `scaleX(${Math.min(1, left / period)})` }} />;
}

/** How it stands, counted by the server's clock: as it is seen, and as it is told once to whoever listens. */
function useStanding({ state, send_at: at, error, recipient }: Sending): {
  words: string;
  told: string;
  seconds: number;
} {
  const { t } = useTranslation("sending");
  const moment = useMomentWords();
  const seconds = useTimeLeft(at ?? "1970-01-01T00:00:00Z");
  const to = { recipient: recipient ?? "" };
  const once = (words: string) => ({ words, told: words, seconds });
  if (state === "sending" || at === null) return once(t("leaving", to));
  if (seconds < LATE_SECONDS) return once(t("late", to));
  if (error !== null && seconds > 0) return once(t("again", { ...to, why: error, at: moment.time(at) }));
  if (seconds <= 0) return once(t("leaving", to));
  if (seconds > COUNTED_SECONDS) return once(t("leaves_at", { ...to, at: moment.time(at) }));
  return { words: t("leaves_in", { ...to, count: seconds }), told: t("leaves_soon", to), seconds };
}

/** The key that undoes what was done last takes this back, as long as it can be. */
function useUndoKey(id: string, canRecall: boolean, takeBack: () => void): void {
  const undo = useEffectEvent(takeBack);
  useEffect(() => (canRecall ? offerUndo(`reply-${id}`, () => undo()) : undefined), [canRecall, id]);
}
