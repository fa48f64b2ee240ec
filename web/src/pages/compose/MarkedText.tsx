import type { Span } from "~/text/spans";
import { type Ref, useEffect, useMemo, useRef } from "react";

import classes from "./compose.module.css";
import { marksWords, nameOf, type Placed, stretches } from "./spans";

interface Props {
  ref: Ref<HTMLTextAreaElement>;
  label: string;
  language: string;
  text: string;
  onChange: (text: string) => void;
  onSelect: (span: Span) => void;
  placed: readonly Placed[];
  active: string | null;
  isWaiting: boolean;
}

/** The words, to be written in, with what the review noticed marked behind them. */
export function MarkedText({ ref, label, language, text, onChange, onSelect, placed, active, isWaiting }: Props) {
  const parts = useMemo(
    () =>
      stretches(
        text,
        placed.filter((one) => marksWords(one, text)),
      ),
    [text, placed],
  );
  const marks = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The text field doesn't scroll, so the page goes to the words that a finding is about.
    if (active !== null) marks.current?.querySelector("[data-active]")?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <div className={classes.sheet}>
      <div ref={marks} className={classes.marks} aria-hidden lang={language}>
        {parts.map(({ text: part, under }, index) => {
          const [gravest] = under;
          if (gravest === undefined) return <span key={index}>{part}</span>;
          return (
            <mark
              key={index}
              className={`${classes.mark} ${classes[gravest.finding.severity]}`}
              data-severity={gravest.finding.severity}
              data-active={under.some((one) => nameOf(one) === active) || undefined}
            >
              {part}
            </mark>
          );
        })}
        {/* A line that has only just begun counts towards the height too. */}
        {"\u200b"}
      </div>
      <textarea
        ref={ref}
        className={classes.area}
        aria-label={label}
        lang={language}
        spellCheck
        aria-busy={isWaiting || undefined}
        data-waiting={isWaiting || undefined}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
        onSelect={({ currentTarget: { selectionStart, selectionEnd } }) =>
          onSelect({ start: selectionStart, end: selectionEnd })
        }
      />
    </div>
  );
}
