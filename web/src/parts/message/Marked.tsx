import { useEffect, useRef } from "react";

import { type Mark, piecesOf } from "./marks";
import classes from "./Message.module.css";
import type { Shown } from "./Message";

interface Props {
  text: string;
  marks: readonly Mark[];
  shown: Shown | null;
  /** Which words of the message these are. */
  source: "text" | "subject";
}

/** Words of a message with the places that guesses rest on; the one that is looked at is brought into sight. */
export function Marked({ text, marks, shown, source }: Props) {
  const now = useRef<HTMLElement>(null);
  const place = shown?.candidate.evidence.source === source ? shown.candidate.evidence : null;
  useEffect(() => {
    now.current?.scrollIntoView({ block: "nearest" });
  }, [place]);
  const all =
    place === null || shown === null ? marks : [...marks, { name: shown.name, start: place.start, end: place.end }];
  return piecesOf(text, all).map(({ text: piece, names }, at) => {
    if (names.length === 0) return <span key={at}>{piece}</span>;
    const isShown = shown !== null && names.includes(shown.name);
    return (
      <mark key={at} ref={isShown ? now : undefined} className={classes.mark} data-shown={isShown || undefined}>
        {piece}
      </mark>
    );
  });
}
