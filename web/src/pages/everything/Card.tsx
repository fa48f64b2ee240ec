import { VisuallyHidden } from "@mantine/core";
import { useLongPress } from "@mantine/hooks";
import { IconSquare, IconSquareCheckFilled } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { Invitation } from "~/queries/invitations";

import { AttentionCell, timeOf, useCellWords } from "./cells";
import classes from "./Everything.module.css";

interface Props {
  invitation: Invitation;
  isChosen: boolean;
  /** A tap chooses instead of opening. */
  choosesOnly: boolean;
  onChoose: () => void;
  onLongPress: () => void;
}

/** One invitation on a telephone. A long press begins choosing. */
export function Card({ invitation, isChosen, choosesOnly, onChoose, onLongPress }: Props) {
  const { t } = useTranslation("everything");
  const press = useLongPress(onLongPress, { threshold: 450 });
  if (choosesOnly) {
    const Box = isChosen ? IconSquareCheckFilled : IconSquare;
    return (
      <button type="button" role="checkbox" aria-checked={isChosen} className={classes.card} onClick={onChoose}>
        <Box size={24} aria-hidden className={classes.box} />
        <VisuallyHidden>{t("choose_this")}</VisuallyHidden>
        <Content invitation={invitation} />
      </button>
    );
  }
  return (
    <Link
      to="/invitations/$invitationId"
      params={{ invitationId: invitation.id }}
      preload={false}
      className={classes.card}
      {...press}
      // The browser's own menu would come up with a long press.
      onContextMenu={(event) => event.preventDefault()}
      draggable={false}
    >
      <Content invitation={invitation} />
    </Link>
  );
}

function Content({ invitation }: { invitation: Invitation }) {
  const words = useCellWords();
  const { t, moment } = words;
  return (
    <span className={classes.content}>
      <span className={classes.first}>
        <b>{invitation.company}</b>
        {invitation.attention === null ? (
          <span className={classes.quiet}>{t(`vocabulary:status.${invitation.status}`)}</span>
        ) : (
          <AttentionCell invitation={invitation} words={words} />
        )}
      </span>
      <span className={classes.second}>{invitation.role ?? "–"}</span>
      <span className={classes.second}>
        {invitation.attention === null ? t("card.received") : t("card.respond_by")}{" "}
        {timeOf(invitation.attention === null ? invitation.received_at : invitation.respond_by, moment)}
      </span>
    </span>
  );
}
