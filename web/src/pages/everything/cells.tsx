/** What each column shows of an invitation. Plain elements: a row comes and goes with every scroll. */

import { IconMoon } from "@tabler/icons-react";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";

import { attentionColour, AttentionIcon } from "~/parts/Attention";
import type { Invitation } from "~/queries/invitations";
import { type MomentWords, useMomentWords } from "~/time/moment";

import type { Column } from "./columns";
import classes from "./Everything.module.css";

/** The words of all cells, looked up once for the whole list. */
export function useCellWords() {
  const { t } = useTranslation(["everything", "vocabulary"]);
  const moment = useMomentWords();
  return useMemo(() => ({ t, moment }), [t, moment]);
}

export type CellWords = ReturnType<typeof useCellWords>;

export function contentOf(column: Column, invitation: Invitation, words: CellWords): ReactNode {
  const { t, moment } = words;
  switch (column) {
    case "attention":
      return <AttentionCell invitation={invitation} words={words} />;
    case "status":
      return t(`vocabulary:status.${invitation.status}`);
    case "medium":
      return invitation.medium && t(`vocabulary:medium.${invitation.medium}`);
    case "reason":
      return invitation.reason && t(`vocabulary:reason.${invitation.reason}`);
    case "tags":
      return invitation.tags.join(", ");
    case "respond_by":
    case "received_at":
    case "interview_at":
    case "created_at":
    case "updated_at":
      return timeOf(invitation[column], moment);
    default:
      return invitation[column];
  }
}

/** The level in icon and word, and whether its reminders are silent. */
export function AttentionCell({ invitation, words: { t, moment } }: { invitation: Invitation; words: CellWords }) {
  const { attention, snoozed_until: silent } = invitation;
  if (attention === null) return null;
  return (
    <span className={classes.level} style={{ color: attentionColour(attention) }}>
      <AttentionIcon level={attention} size={16} />
      {t(`vocabulary:attention.${attention}`)}
      {silent !== null && isAhead(silent) && (
        <span title={t("snoozed_until", { at: moment.instant(silent) })} className={classes.silent}>
          <IconMoon size={14} role="img" aria-label={t("snoozed_until", { at: moment.instant(silent) })} />
        </span>
      )}
    </span>
  );
}

export function timeOf(at: string | null, moment: MomentWords): ReactNode {
  if (at === null) return null;
  return (
    <time dateTime={at} title={moment.full(at)} className="numbers">
      {moment.instant(at)}
    </time>
  );
}

const isAhead = (at: string) => Date.parse(at) > Date.now();
