/** A message cut where evidence begins and ends. The interface counts code points; `inUnits` turns them into places of a string. */

import { inUnits } from "~/text/spans";
import type { FieldName } from "~/parts/invitation-form/fields";

export interface Mark {
  name: FieldName;
  start: number;
  end: number;
}

export interface Piece {
  text: string;
  /** The fields that rest on this piece. */
  names: FieldName[];
}

/** Put together again, the pieces are the text. */
export function piecesOf(text: string, marks: readonly Mark[]): Piece[] {
  const placed = marks.map((mark) => ({ ...mark, ...inUnits(text, mark) })).filter(({ start, end }) => start < end);
  const cuts = [...new Set([0, text.length, ...placed.flatMap(({ start, end }) => [start, end])])].sort(
    (a, b) => a - b,
  );
  return cuts.slice(0, -1).map((start, at) => {
    const end = cuts[at + 1] ?? text.length;
    const names = placed.filter((one) => one.start <= start && one.end >= end).map(({ name }) => name);
    return { text: text.slice(start, end), names: [...new Set(names)] };
  });
}
