/** Which columns the table can have, and which of them this device shows. */

import { useLocalStorage } from "@mantine/hooks";
import { useMemo } from "react";

import type { Sorted } from "./filters";

export const COLUMNS = [
  "company",
  "role",
  "attention",
  "status",
  "respond_by",
  "received_at",
  "interview_at",
  "contact_name",
  "medium",
  "location",
  "salary",
  "tags",
  "reason",
  "created_at",
  "updated_at",
] as const;
export type Column = (typeof COLUMNS)[number];

/** The one column that leads to the invitation is always there. */
export const FIXED: Column = "company";

const USUAL: readonly Column[] = ["company", "role", "attention", "status", "respond_by", "received_at"];

/** How wide each is: at least so many px, and which share of what is left. */
const WIDTHS: Record<Column, readonly [least: number, share: number]> = {
  company: [150, 1.3],
  role: [150, 1.6],
  attention: [126, 0.7],
  status: [150, 0.9],
  respond_by: [156, 0.9],
  received_at: [156, 0.9],
  interview_at: [156, 0.9],
  contact_name: [130, 1],
  medium: [120, 0.7],
  location: [120, 1],
  salary: [120, 1],
  tags: [130, 1],
  reason: [150, 1],
  created_at: [156, 0.9],
  updated_at: [156, 0.9],
};
const CHOICE_WIDTH = 44;

/** The grid of a row: its tracks, and how wide they are together at the least. */
export function tracks(columns: readonly Column[]) {
  const widths = columns.map((column) => WIDTHS[column]);
  return {
    "--tracks": `${CHOICE_WIDTH}px ${widths.map(([least, share]) => `minmax(${least}px, ${share}fr)`).join(" ")}`,
    "--least": `${widths.reduce((sum, [least]) => sum + least, CHOICE_WIDTH)}px`,
  };
}

const SORTABLE: ReadonlySet<Column> = new Set<Sorted & Column>([
  "company",
  "respond_by",
  "received_at",
  "interview_at",
  "created_at",
  "updated_at",
]);

export const isSortable = (column: Column): column is Sorted & Column => SORTABLE.has(column);

/** The chosen columns in the table's order, and how to choose others. */
export function useColumns() {
  const [kept, keep, reset] = useLocalStorage<readonly string[]>({
    key: "replyby-columns",
    defaultValue: USUAL,
    getInitialValueInEffect: false,
  });
  const columns = useMemo(() => COLUMNS.filter((column) => column === FIXED || kept.includes(column)), [kept]);
  return { columns, choose: (chosen: readonly string[]) => keep(chosen), reset };
}
