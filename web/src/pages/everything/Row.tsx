import { memo, type MouseEvent } from "react";

import type { Invitation } from "~/queries/invitations";

import { type CellWords, contentOf } from "./cells";
import type { Column } from "./columns";
import classes from "./Everything.module.css";

interface Props {
  invitation: Invitation | undefined;
  index: number;
  top: number;
  columns: readonly Column[];
  words: CellWords;
  isChosen: boolean;
  /** The one row that the Tab key reaches. */
  isActive: boolean;
  /** Deleted ones have no page of their own. */
  opens: boolean;
  onChoose: (invitation: Invitation, index: number, toHere: boolean) => void;
  onOpen: (invitation: Invitation) => void;
  onActive: (index: number) => void;
}

/**
 * A row of the table; blank for as long as its page is on its way. Made of plain elements, since dozens of rows come
 * and go in a second of scrolling.
 */
export const Row = memo(function Row(props: Props) {
  const { invitation, index, top, columns, words, isChosen, isActive, opens } = props;
  const place = { transform: `translateY(${top}px)` };
  if (invitation === undefined) {
    return (
      <div role="row" aria-rowindex={index + 2} className={classes.row} style={place} data-index={index}>
        <div role="gridcell" className={classes.blank} aria-label={words.t("row_coming")} />
      </div>
    );
  }
  const click = (event: MouseEvent) => {
    const target = event.target as HTMLElement;
    const isCommand = event.metaKey || event.ctrlKey;
    // The browser opens a link in another tab or window where it is asked to.
    if (target.tagName === "INPUT" || (target.tagName === "A" && (isCommand || event.shiftKey))) return;
    event.preventDefault();
    if (event.shiftKey || isCommand || !opens) props.onChoose(invitation, index, event.shiftKey);
    else props.onOpen(invitation);
  };
  return (
    // The keyboard is listened to by the grid around the rows.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isChosen}
      tabIndex={isActive ? 0 : -1}
      className={classes.row}
      style={place}
      data-index={index}
      onClick={click}
      onFocus={() => props.onActive(index)}
      // A span that is chosen with shift would also mark the words in between.
      onMouseDown={(event) => event.shiftKey && event.preventDefault()}
    >
      <div role="gridcell" className={classes.choice}>
        <input
          type="checkbox"
          className={classes.check}
          tabIndex={-1}
          checked={isChosen}
          aria-label={words.t("choose", { company: invitation.company })}
          onChange={(event) =>
            props.onChoose(invitation, index, (event.nativeEvent as MouseEvent["nativeEvent"]).shiftKey)
          }
        />
      </div>
      {columns.map((column) => (
        <div role="gridcell" key={column} className={classes.cell}>
          {column === "company" && opens ? (
            <a href={`/invitations/${invitation.id}`} tabIndex={-1} className={classes.name}>
              {invitation.company}
            </a>
          ) : (
            contentOf(column, invitation, words)
          )}
        </div>
      ))}
    </div>
  );
});
