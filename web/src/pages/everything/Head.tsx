import { UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { type Column, isSortable } from "./columns";
import classes from "./Everything.module.css";
import type { Sort } from "./filters";
import type { Selection } from "./selection";

interface Props {
  columns: readonly Column[];
  sort: Sort;
  /** How many rows there are, where that is known. */
  count: number | null;
  selection: Selection;
  onSort: (sort: Sort) => void;
}

/** The columns' names; those that the list can be sorted by are buttons. */
export function Head({ columns, sort, count, selection, onSort }: Props) {
  const { t } = useTranslation("everything");
  const { chosen } = selection;
  const isAll = chosen.size > 0 && (chosen.size === count || selection.isAtMost);
  return (
    <div role="row" aria-rowindex={1} className={classes.head}>
      <div role="columnheader" className={classes.choice}>
        <input
          type="checkbox"
          className={classes.check}
          aria-label={t("choose_all")}
          checked={isAll}
          ref={(box) => {
            if (box !== null) box.indeterminate = chosen.size > 0 && !isAll;
          }}
          onChange={() => (chosen.size > 0 ? selection.clear() : void selection.chooseAll())}
        />
      </div>
      {columns.map((column) => (
        <HeadCell key={column} column={column} sort={sort} onSort={onSort} />
      ))}
    </div>
  );
}

function HeadCell({ column, sort, onSort }: { column: Column; sort: Sort; onSort: (sort: Sort) => void }) {
  const { t } = useTranslation("everything");
  const name = t(`column.${column}`);
  if (!isSortable(column)) {
    return (
      <div role="columnheader" className={classes.cell}>
        {name}
      </div>
    );
  }
  const isSorted = sort.replace("-", "") === column;
  const isDown = sort.startsWith("-");
  const Arrow = isDown ? IconArrowDown : IconArrowUp;
  // First by what people look for: names from A on, and what comes next or came last.
  const first: Sort = column === "company" || column === "respond_by" ? column : `-${column}`;
  const next: Sort = !isSorted ? first : isDown ? column : `-${column}`;
  return (
    <div
      role="columnheader"
      className={classes.cell}
      aria-sort={isSorted ? (isDown ? "descending" : "ascending") : "none"}
    >
      <UnstyledButton className={classes.sort} onClick={() => onSort(next)} data-sorted={isSorted || undefined}>
        {name}
        {isSorted && <Arrow size={14} aria-hidden />}
      </UnstyledButton>
    </div>
  );
}
