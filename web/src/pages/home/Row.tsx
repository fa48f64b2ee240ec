import { Box } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { memo } from "react";

import { attentionColour } from "~/parts/Attention";

import type { DueItem } from "./groups";
import classes from "./Home.module.css";
import { RowActs } from "./RowActs";

export type Act = "snooze" | "answer";

export interface Acting {
  id: string;
  act: Act;
}

export interface RowProps {
  item: DueItem;
  /** Which of its acts is being decided. */
  act: Act | null;
  isNews: boolean;
  onAct: (acting: Acting | null) => void;
  /** Something was done about it: it may be gone from here. */
  onDone: (id: string) => void;
}

/** An owed answer: who waits, how the clock stands, and the next step. */
export const Row = memo(function Row(props: RowProps) {
  const { item, isNews } = props;
  return (
    <li className={classes.row} data-invitation={item.id} data-news={isNews || undefined}>
      <div style={{ minWidth: 0 }}>
        <Link
          to="/invitations/$invitationId"
          params={{ invitationId: item.id }}
          className={classes.company}
          data-opener
        >
          {item.company}
        </Link>
        {item.role !== null && (
          <>
            {" "}
            <span className={classes.role}>{item.role}</span>
          </>
        )}
        <Clock item={item} />
      </div>
      <RowActs {...props} />
    </li>
  );
});

function Clock({ item: { clock, waiting, elapsed, attention } }: { item: DueItem }) {
  const colour = attentionColour(attention ?? "on_track");
  return (
    <>
      <p className={classes.clock}>
        <b style={{ color: colour }}>{clock}</b>
        <span className={classes.dot}> · </span>
        <span className={classes.waiting}>{unbroken(waiting)}</span>
      </p>
      <div className={classes.bar} aria-hidden>
        <Box bg={colour} style={{ transform: `scaleX(${elapsed})` }} />
      </div>
    </>
  );
}

/** A number and its unit stay on one line. */
function unbroken(words: string): string {
  return words.replaceAll(/(\d) (?=\p{L})/gu, "$1\u00a0");
}
