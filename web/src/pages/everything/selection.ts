/** Which invitations are chosen, for acting on all of them at once. */

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";

import type { Filters, Invitation } from "~/queries/invitations";
import { everyRow, rowsBetween } from "~/queries/lists";

/** The most that are chosen, and acted on, at once. */
export const MOST_CHOSEN = 1_000;

export interface Selection {
  chosen: ReadonlyMap<string, Invitation>;
  /** All that can be chosen at once are chosen, and there are more. */
  isAtMost: boolean;
  toggle: (invitation: Invitation, index: number) => void;
  /** Choose from the last one toggled to this place; where none was yet, from `from`. */
  extend: (index: number, from?: number) => void;
  chooseAll: () => Promise<void>;
  replace: (invitations: readonly Invitation[]) => void;
  clear: () => void;
}

type Chosen = ReadonlyMap<string, Invitation>;

const NONE: Chosen = new Map();

const byId = (rows: readonly Invitation[]): Chosen => new Map(rows.map((row) => [row.id, row]));

/** A selection within one list; another list begins with none. */
export function useSelection(filters: Filters): Selection {
  const client = useQueryClient();
  const [chosen, choose] = useState<Chosen>(NONE);
  const [anchor, setAnchor] = useState<number | null>(null);
  const [isAtMost, setAtMost] = useState(false);

  const [madeIn, setMadeIn] = useState(filters);
  if (madeIn !== filters) {
    setMadeIn(filters);
    choose(NONE);
    setAnchor(null);
    setAtMost(false);
  }

  const replace = useCallback((rows: readonly Invitation[]) => {
    choose(rows.length === 0 ? NONE : byId(rows));
    setAnchor(null);
    setAtMost(false);
  }, []);

  return {
    chosen,
    isAtMost,
    replace,
    clear: useCallback(() => replace([]), [replace]),
    toggle: useCallback((invitation, index) => {
      setAnchor(index);
      setAtMost(false);
      choose((before) => {
        const after = new Map(before);
        if (!after.delete(invitation.id) && after.size < MOST_CHOSEN) after.set(invitation.id, invitation);
        return after;
      });
    }, []),
    extend: useCallback(
      (index, from = 0) => {
        const begun = anchor ?? from;
        setAnchor(begun);
        const [first, last] = begun < index ? [begun, index] : [index, begun];
        void rowsBetween(client, filters, first, Math.min(last, first + MOST_CHOSEN - 1)).then((rows) =>
          choose((before) => byId([...before.values(), ...rows].slice(0, MOST_CHOSEN))),
        );
      },
      [anchor, client, filters],
    ),
    chooseAll: useCallback(async () => {
      const { rows, hasMore } = await everyRow(filters, MOST_CHOSEN);
      choose(byId(rows));
      setAtMost(hasMore);
    }, [filters]),
  };
}
