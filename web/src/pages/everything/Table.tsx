import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useRef, useState } from "react";

import { Failure } from "~/parts/Failure";
import type { Filters, Invitation } from "~/queries/invitations";
import { rowCount, usePlaces, useRows } from "~/queries/lists";

import { useCellWords } from "./cells";
import { tracks, useColumns } from "./columns";
import classes from "./Everything.module.css";
import type { Sort } from "./filters";
import { Head } from "./Head";
import { inRem, useOnOther, useRoomBelow } from "./measures";
import { Row } from "./Row";
import { useRowKeys } from "./rowKeys";
import type { Selection } from "./selection";

/** In rem, as the style sheet has them: who reads with large letters gets high rows. */
const ROW_HEIGHT = 2.75;
const HEAD_HEIGHT = 2.5;
const OVERSCAN = 10;

interface Props {
  filters: Filters;
  sort: Sort;
  isDeleted: boolean;
  selection: Selection;
  label: string;
  onSort: (sort: Sort) => void;
  onOpen: (invitation: Invitation) => void;
}

/** All invitations of a list as a grid, of which only the rows in sight exist. */
export function Table({ filters, sort, isDeleted, selection, label, onSort, onOpen }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const { columns } = useColumns();
  const words = useCellWords();
  const places = usePlaces(filters);
  const count = rowCount(places);
  const isWhole = places.lastRows !== null;
  const [wantedActive, setActive] = useState(0);
  const active = Math.min(wantedActive, count - 1);
  const { toggle, extend } = selection;
  useOnOther(filters, () => {
    setActive(0);
    box.current?.scrollTo({ top: 0 });
  });

  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is compiled, so nothing is memoised wrongly
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => inRem(ROW_HEIGHT),
    overscan: OVERSCAN,
    paddingStart: inRem(HEAD_HEIGHT),
    scrollPaddingStart: inRem(HEAD_HEIGHT),
    // The row that has the focus stays, or the keyboard would lose its place when it is scrolled out of sight.
    rangeExtractor: (range) => withActive(range, active),
  });
  const room = useRoomBelow(box);
  const inSight = virtual.range;
  const rows = useRows(filters, places, inSight?.startIndex ?? 0, inSight?.endIndex ?? 0);
  const keys = useRowKeys({
    box,
    count,
    active,
    setActive,
    rows,
    virtual,
    selection,
    onOpen: isDeleted ? null : onOpen,
  });
  const choose = useCallback(
    (invitation: Invitation, index: number, toHere: boolean) => (toHere ? extend(index) : toggle(invitation, index)),
    [extend, toggle],
  );

  return (
    <>
      {/* The rows inside take the focus; the grid itself only listens to their keys. */}
      {/* eslint-disable-next-line jsx-a11y/interactive-supports-focus */}
      <div
        ref={box}
        role="grid"
        aria-label={label}
        aria-rowcount={isWhole ? count + 1 : -1}
        aria-multiselectable
        className={classes.grid}
        style={{ ...tracks(columns), maxHeight: room }}
        data-scroll-restoration-id="everything"
        onKeyDown={keys}
      >
        <div role="rowgroup" className={classes.headgroup}>
          <Head columns={columns} sort={sort} count={isWhole ? count : null} selection={selection} onSort={onSort} />
        </div>
        <div role="rowgroup" className={classes.rows} style={{ height: virtual.getTotalSize() - inRem(HEAD_HEIGHT) }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const invitation = rows.row(index);
            return (
              <Row
                key={index}
                invitation={invitation}
                index={index}
                top={start - inRem(HEAD_HEIGHT)}
                columns={columns}
                words={words}
                isChosen={invitation !== undefined && selection.chosen.has(invitation.id)}
                isActive={index === active}
                opens={!isDeleted}
                onChoose={choose}
                onOpen={onOpen}
                onActive={setActive}
              />
            );
          })}
        </div>
      </div>
      {rows.error !== null && <Failure error={rows.error} retry={rows.retry} />}
    </>
  );
}

interface Span {
  startIndex: number;
  endIndex: number;
  overscan: number;
  count: number;
}

function withActive({ startIndex, endIndex, overscan, count }: Span, active: number): number[] {
  const from = Math.max(0, startIndex - overscan);
  const to = Math.min(count - 1, endIndex + overscan);
  const span = Array.from({ length: to - from + 1 }, (_, at) => from + at);
  if (active >= 0 && active < from) return [active, ...span];
  return active > to ? [...span, active] : span;
}
