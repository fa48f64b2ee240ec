import { type Dispatch, type RefObject, useState } from "react";
import { useTranslation } from "react-i18next";

import { sayWithUndo } from "~/parts/Undo";
import { inUnits, type Span } from "~/text/spans";

import type { Happening, Letter } from "./letter";
import { mended } from "./mending";
import { selectIn, typeOver } from "./replacing";
import { marksWords, nameOf, neighbour, type Placed } from "./spans";

interface Given {
  letter: Letter;
  placed: readonly Placed[];
  area: RefObject<HTMLTextAreaElement | null>;
  /** Takes the focus where a finding is gone, and the letter can't have it. */
  heading: RefObject<HTMLElement | null>;
  dispatch: Dispatch<Happening>;
}

/** Going from finding to finding, and mending one. */
export function useFindings({ letter, placed, area, heading, dispatch }: Given) {
  const { t } = useTranslation("compose");
  const [active, setActive] = useState<string | null>(null);
  const text = letter.words.body;
  const goTo = (one: Placed) => {
    setActive(nameOf(one));
    if (area.current !== null) selectIn(area.current, one.span);
  };
  return {
    active,
    goTo,
    goOn: (step: 1 | -1) => {
      const next = neighbour(placed, active, step);
      if (next !== undefined) goTo(next);
    },
    /** The finding under the cursor is the one that stands out in the list. */
    follow: ({ start, end }: Span) => {
      const under = placed.find((one) => marksWords(one, text) && one.span.start <= start && one.span.end >= end);
      if (under !== undefined) setActive(nameOf(under));
    },
    mend: ({ finding: { edit } }: Placed) => {
      if (edit === undefined || edit === null) return;
      const mend = { before: text, span: inUnits(text, edit), text: edit.text };
      setActive(null);
      if (area.current === null || !typeOver(area.current, mend.span, mend.text)) {
        dispatch({ type: "edited", words: { body: mended(mend) } });
        heading.current?.focus();
      }
      sayWithUndo(t("findings.mended"), () => dispatch({ type: "unmended", mend }));
    },
  };
}
