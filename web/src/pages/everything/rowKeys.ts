/** The table by keyboard: arrows or j and k move, space chooses, shift takes what lies between, Enter opens. */

import type { Virtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type RefObject, useCallback } from "react";

import { useKeys } from "~/parts/keys";
import type { Invitation } from "~/queries/invitations";
import type { Rows } from "~/queries/lists";

import type { Selection } from "./selection";

interface Given {
  box: RefObject<HTMLElement | null>;
  count: number;
  active: number;
  setActive: (index: number) => void;
  rows: Rows;
  virtual: Virtualizer<HTMLDivElement, Element>;
  selection: Selection;
  onOpen: ((invitation: Invitation) => void) | null;
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  j: 1,
  ArrowUp: -1,
  k: -1,
  PageDown: 10,
  PageUp: -10,
  Home: -Infinity,
  End: Infinity,
};

export function useRowKeys({ box, count, active, setActive, rows, virtual, selection, onOpen }: Given) {
  const goTo = useCallback(
    (index: number) => {
      setActive(index);
      virtual.scrollToIndex(index);
      // The row may have to be made first.
      requestAnimationFrame(() =>
        requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus()),
      );
    },
    [box, setActive, virtual],
  );

  // From anywhere on the page, j and k lead into the list, where it is being read.
  const enter = () => {
    const { startIndex: first = 0, endIndex: last = count - 1 } = virtual.range ?? {};
    goTo(active < first || active > last ? first : active);
  };
  useKeys({ j: enter, k: enter });

  const actFor = (event: KeyboardEvent): (() => void) | null => {
    const isCommand = event.ctrlKey || event.metaKey;
    if (event.key === "a" && isCommand) return () => void selection.chooseAll();
    const step = STEPS[event.key];
    if (isCommand) return null;
    if (step !== undefined) {
      const to = Math.max(0, Math.min(count - 1, active + step));
      return () => {
        if (event.shiftKey) selection.extend(to, active);
        goTo(to);
      };
    }
    if (event.key === "Escape" && selection.chosen.size > 0) return selection.clear;
    const invitation = rows.row(active);
    if (invitation === undefined) return null;
    if (event.key === " " || event.key === "x")
      return () => (event.shiftKey ? selection.extend(active) : selection.toggle(invitation, active));
    if (event.key === "Enter" && onOpen !== null) return () => onOpen(invitation);
    return null;
  };

  return (event: KeyboardEvent): void => {
    if (event.altKey || (event.target as HTMLElement).closest("[data-index]") === null) return;
    const act = actFor(event);
    if (act === null) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
}
