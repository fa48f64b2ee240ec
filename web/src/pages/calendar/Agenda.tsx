import { Text, Title } from "@mantine/core";

import classes from "./Calendar.module.css";
import { Event } from "./Event";
import type { ByDay } from "./events";
import type { CalendarWords } from "./words";

interface Props {
  days: readonly string[];
  /** The day that the list begins with, whether or not it has anything. */
  from: string;
  today: string;
  byDay: ByDay;
  words: CalendarWords;
}

/** The days that have something, one under the other. */
export function Agenda({ days, from, today, byDay, words }: Props) {
  return (
    <div className={classes.agenda}>
      {days
        .filter((date) => date === from || (date > from && byDay.has(date)))
        .map((date) => (
          <section key={date} aria-labelledby={`agenda-${date}`}>
            <Title order={3} id={`agenda-${date}`} className={classes.agendaday}>
              {words.days.heading(date)}
              {date === today && (
                <Text component="span" size="sm" c="dimmed">
                  {" · "}
                  {words.t("today")}
                </Text>
              )}
            </Title>
            {byDay.get(date)?.map((event) => <Event key={event.key} event={event} words={words} size="card" />) ?? (
              <Text size="sm" c="dimmed">
                {words.t("free_day")}
              </Text>
            )}
          </section>
        ))}
    </div>
  );
}
