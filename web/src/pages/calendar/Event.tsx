import { VisuallyHidden } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";

import { AttentionIcon } from "~/parts/Attention";

import classes from "./Calendar.module.css";
import type { CalendarEvent } from "./events";
import type { CalendarWords } from "./words";

interface Props {
  event: CalendarEvent;
  words: CalendarWords;
  /** A line in a crowded cell, or a card that shows all of it. */
  size: "line" | "card";
  tabIndex?: number;
}

/** A deadline or an interview; it leads to its invitation. */
export function Event({ event, words, size, tabIndex }: Props) {
  const { invitation, kind } = event;
  const Content = size === "line" ? Line : Whole;
  return (
    <Link
      to="/invitations/$invitationId"
      params={{ invitationId: invitation.id }}
      preload={false}
      className={size === "line" ? classes.line : classes.card}
      data-kind={kind}
      data-agreed={kind === "interview" && invitation.status === "accepted" ? true : undefined}
      title={size === "line" ? invitation.company + words.rest(event) : undefined}
      tabIndex={tabIndex}
    >
      <span className={classes.icon}>
        {kind === "interview" ? (
          <IconUsers size={15} aria-hidden />
        ) : (
          <AttentionIcon level={invitation.attention ?? "on_track"} size={15} />
        )}
      </span>
      <Content event={event} words={words} />
    </Link>
  );
}

type ContentProps = Pick<Props, "event" | "words">;

function Line({ event, words }: ContentProps) {
  return (
    <>
      <span className={classes.name}>
        {event.kind === "interview" && <b className="numbers">{words.time(event.at)} </b>}
        {event.invitation.company}
      </span>
      <VisuallyHidden>{words.rest(event)}</VisuallyHidden>
    </>
  );
}

function Whole({ event, words }: ContentProps) {
  const { t, time, standing } = words;
  const { company, role } = event.invitation;
  return (
    <span className={classes.whole}>
      <span className={classes.when}>
        {event.kind === "interview" && <VisuallyHidden>{t("legend.interview")} </VisuallyHidden>}
        {t(`card.${event.kind}`, { time: time(event.at) })}
      </span>
      <span className={classes.company}>{company}</span>
      {role !== null && <span className={classes.role}>{role}</span>}
      <span className={classes.role}>{standing(event)}</span>
    </span>
  );
}
