import { VisuallyHidden } from "@mantine/core";

import classes from "./Calendar.module.css";
import { dayOfWeek } from "./days";
import { Event } from "./Event";
import type { GridProps } from "./Month";

/** A week, its days side by side, with all there is to say of each event. */
export function Week({ weeks, label, on, today, free, byDay, words, onKeyDown }: GridProps) {
  const days = weeks[0] ?? [];
  return (
    // The days inside take the focus; the grid only listens to their keys.
    // eslint-disable-next-line jsx-a11y/interactive-supports-focus
    <div role="grid" aria-label={label} className={classes.month} onKeyDown={onKeyDown}>
      <div role="row" className={classes.week}>
        {days.map((date) => (
          <div key={date} role="columnheader" className={classes.weekhead} data-today={date === today || undefined}>
            {words.days.weekday(date)} <span className={classes.number}>{words.days.number(date)}</span>
          </div>
        ))}
      </div>
      <div role="row" className={classes.week}>
        {days.map((date) => (
          <div
            key={date}
            role="gridcell"
            aria-current={date === today ? "date" : undefined}
            tabIndex={date === on ? 0 : -1}
            data-date={date}
            data-free={free.has(dayOfWeek(date)) || undefined}
            className={`${classes.day} ${classes.tall}`}
          >
            <VisuallyHidden>{words.day(date, byDay)}</VisuallyHidden>
            {byDay.get(date)?.map((event) => (
              <Event key={event.key} event={event} words={words} size="card" tabIndex={date === on ? 0 : -1} />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
