import { VisuallyHidden } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { KeyboardEvent } from "react";

import classes from "./Calendar.module.css";
import { dayOfWeek, isSameMonth } from "./days";
import { Event } from "./Event";
import type { ByDay } from "./events";
import type { CalendarWords } from "./words";

/** More events than this make a line that leads to the week. */
const MOST_LINES = 3;

export interface GridProps {
  weeks: readonly (readonly string[])[];
  /** The day that the keyboard is on. */
  on: string;
  today: string;
  free: ReadonlySet<number>;
  byDay: ByDay;
  words: CalendarWords;
  label: string;
  onKeyDown: (event: KeyboardEvent) => void;
}

/** A month, its weeks in rows. */
export function Month({ weeks, label, words, onKeyDown, ...rest }: GridProps) {
  return (
    // The days inside take the focus; the grid only listens to their keys.
    // eslint-disable-next-line jsx-a11y/interactive-supports-focus
    <div role="grid" aria-label={label} className={classes.month} onKeyDown={onKeyDown}>
      <div role="row" className={classes.week}>
        {weeks[0]?.map((date) => (
          <div key={date} role="columnheader" className={classes.weekday}>
            {words.days.weekday(date)}
          </div>
        ))}
      </div>
      {weeks.map((week) => (
        <div key={week[0]} role="row" className={classes.week}>
          {week.map((date) => (
            <Day key={date} date={date} words={words} {...rest} />
          ))}
        </div>
      ))}
    </div>
  );
}

function Day({
  date,
  on,
  today,
  free,
  byDay,
  words,
}: Omit<GridProps, "weeks" | "label" | "onKeyDown"> & { date: string }) {
  const events = byDay.get(date) ?? [];
  const shown = events.length > MOST_LINES ? events.slice(0, MOST_LINES - 1) : events;
  const isActive = date === on;
  return (
    <div
      role="gridcell"
      aria-current={date === today ? "date" : undefined}
      tabIndex={isActive ? 0 : -1}
      data-date={date}
      data-free={free.has(dayOfWeek(date)) || undefined}
      data-other={!isSameMonth(date, on) || undefined}
      className={classes.day}
    >
      <span className={classes.number} aria-hidden>
        {words.days.number(date)}
      </span>
      <VisuallyHidden>{words.day(date, byDay)}</VisuallyHidden>
      {shown.map((event) => (
        <Event key={event.key} event={event} words={words} size="line" tabIndex={isActive ? 0 : -1} />
      ))}
      {events.length > shown.length && (
        <Link to="/calendar" search={{ view: "week", on: date }} className={classes.more} tabIndex={isActive ? 0 : -1}>
          {words.t("more", { count: events.length - shown.length })}
          <VisuallyHidden> {words.days.full(date)}</VisuallyHidden>
        </Link>
      )}
    </div>
  );
}
