import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type MouseEvent, useLayoutEffect, useRef, useState } from "react";

import { Failure } from "~/parts/Failure";
import type { Filters } from "~/queries/invitations";
import { rowCount, usePlaces, useRows } from "~/queries/lists";

import { Card } from "./Card";
import classes from "./Everything.module.css";
import { inRem, useOnOther } from "./measures";
import type { Selection } from "./selection";

/** In rem, as the style sheet has it. */
const CARD_HEIGHT = 5.75;

interface Props {
  filters: Filters;
  isDeleted: boolean;
  selection: Selection;
  selecting: { isOn: boolean; begin: () => void };
  label: string;
}

/** The list on a telephone: a card for each invitation, in the page's own scroll. */
export function Cards({ filters, isDeleted, selection, selecting, label }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  const places = usePlaces(filters);
  const count = rowCount(places);
  useOnOther(filters, () => window.scrollTo({ top: 0 }));
  useLayoutEffect(() => {
    setTop((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
  }, [filters]);
  const virtual = useWindowVirtualizer({
    count,
    estimateSize: () => inRem(CARD_HEIGHT),
    overscan: 6,
    scrollMargin: top,
  });
  const inSight = virtual.range;
  const rows = useRows(filters, places, inSight?.startIndex ?? 0, inSight?.endIndex ?? 0);
  const choosesOnly = isDeleted || selecting.isOn;

  // Letting go after a long press may count as a click on what has come under the finger meanwhile.
  const isHeld = useRef(false);
  const forget = () => {
    isHeld.current = false;
  };
  const swallow = (event: MouseEvent) => {
    if (!isHeld.current) return;
    forget();
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <ul
        ref={list}
        aria-label={label}
        className={classes.cards}
        style={{ height: virtual.getTotalSize() }}
        onPointerDownCapture={forget}
        onClickCapture={swallow}
      >
        {virtual.getVirtualItems().map(({ index, start }) => {
          const invitation = rows.row(index);
          return (
            <li
              key={index}
              aria-setsize={places.lastRows === null ? -1 : count}
              aria-posinset={index + 1}
              className={classes.cardplace}
              style={{ transform: `translateY(${start - top}px)` }}
            >
              {invitation !== undefined && (
                <Card
                  invitation={invitation}
                  isChosen={selection.chosen.has(invitation.id)}
                  choosesOnly={choosesOnly}
                  onChoose={() => selection.toggle(invitation, index)}
                  onLongPress={() => {
                    isHeld.current = true;
                    selecting.begin();
                    selection.toggle(invitation, index);
                  }}
                />
              )}
            </li>
          );
        })}
      </ul>
      {rows.error !== null && <Failure error={rows.error} retry={rows.retry} />}
    </>
  );
}
