import { attentionColour, LEVELS } from "~/parts/Attention";

import classes from "./Calendar.module.css";
import { dayOfWeek, isSameMonth, type View } from "./days";
import type { CalendarEvent } from "./events";
import type { GridProps } from "./Month";

interface Props extends Omit<GridProps, "onKeyDown"> {
  view: View;
  onPick: (date: string) => void;
}

/** The days of a telephone: which have something, and the way to it in the list below. */
export function SmallMonth({ weeks, label, on, today, free, byDay, words, view, onPick }: Props) {
  return (
    <div role="group" aria-label={label} className={classes.small}>
      {weeks[0]?.map((date) => (
        <span key={date} className={classes.smallhead} aria-hidden>
          {words.days.weekday(date).slice(0, 2)}
        </span>
      ))}
      {weeks.flat().map((date) => (
        <button
          key={date}
          type="button"
          className={classes.smallday}
          aria-label={words.day(date, byDay)}
          aria-pressed={date === on}
          aria-current={date === today ? "date" : undefined}
          data-free={free.has(dayOfWeek(date)) || undefined}
          data-other={(view === "month" && !isSameMonth(date, on)) || undefined}
          onClick={() => onPick(date)}
        >
          {words.days.number(date)}
          <Marks events={byDay.get(date) ?? []} />
        </button>
      ))}
    </div>
  );
}

/** A dot for deadlines, in the colour of the most pressing; a bar for interviews. */
function Marks({ events }: { events: readonly CalendarEvent[] }) {
  const levels = events.flatMap(({ kind, invitation }) => (kind === "deadline" ? [invitation.attention] : []));
  const level = LEVELS.find((one) => levels.includes(one));
  return (
    <span className={classes.marks} aria-hidden>
      {level !== undefined && <i className={classes.dot} style={{ background: attentionColour(level) }} />}
      {events.some(({ kind }) => kind === "interview") && <i className={classes.bar} />}
    </span>
  );
}
