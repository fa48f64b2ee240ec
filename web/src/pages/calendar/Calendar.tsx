import { ActionIcon, Button, Group, SegmentedControl, Text, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";

import { Failure } from "~/parts/Failure";
import { Page } from "~/parts/Page";

import { Agenda } from "./Agenda";
import classes from "./Calendar.module.css";
import { turn, type View } from "./days";
import { MOST_SHOWN, useEvents } from "./events";
import { Legend } from "./Legend";
import { Month } from "./Month";
import { SmallMonth } from "./SmallMonth";
import { useDays } from "./useDays";
import { Week } from "./Week";
import { type CalendarWords, useCalendarWords } from "./words";

/** Deadlines and interviews, by month or by week, in the account's zone. */
export function Calendar() {
  const words = useCalendarWords();
  const { zone, view, today, on, weeks, free, go, keys, gridRef } = useDays();
  const shown = weeks.flat();
  const [first, last] = [shown[0] ?? on, shown.at(-1) ?? on];
  const events = useEvents(first, last, zone);
  const isNarrow = useMediaQuery("(max-width: 47.99em)", false, { getInitialValueInEffect: false });
  const label = view === "month" ? words.days.month(on) : words.days.span(first, last);
  const grid = { weeks, on, today, free, byDay: events.byDay, words, label };
  return (
    <Page
      title={words.t("title")}
      about={words.t("about", { zone })}
      width="wide"
      acts={<Views {...{ view, words, go }} />}
    >
      <Turning {...{ label, view, on, today, words, go }} />
      {events.error !== null && <Failure error={events.error} retry={events.retry} />}
      <div ref={gridRef} aria-busy={events.isLoading}>
        {isNarrow ? (
          <>
            <SmallMonth {...grid} view={view} onPick={(date) => go({ on: date }, true)} />
            <Agenda days={shown} from={on} today={today} byDay={events.byDay} words={words} />
          </>
        ) : view === "month" ? (
          <Month {...grid} onKeyDown={keys} />
        ) : (
          <Week {...grid} onKeyDown={keys} />
        )}
      </div>
      <div role="status">
        {!events.isLoading && events.error === null && events.byDay.size === 0 && (
          <Text c="dimmed" mt="md">
            {words.t("nothing", { span: label })}
          </Text>
        )}
        {events.hasMore && (
          <Text c="dimmed" mt="md">
            {words.t("too_many", { count: MOST_SHOWN })}
          </Text>
        )}
      </div>
      <Legend />
    </Page>
  );
}

interface ActsProps {
  view: View;
  words: CalendarWords;
  go: (to: { on?: string; view?: View }, replace?: boolean) => void;
}

function Views({ view, words: { t }, go }: ActsProps) {
  return (
    <SegmentedControl
      size="md"
      aria-label={t("view.label")}
      value={view}
      onChange={(chosen) => go({ view: chosen })}
      data={[
        { value: "month", label: t("view.month") },
        { value: "week", label: t("view.week") },
      ]}
    />
  );
}

interface TurningProps extends ActsProps {
  label: string;
  on: string;
  today: string;
}

function Turning({ label, view, on, today, words: { t }, go }: TurningProps) {
  return (
    <Group justify="space-between" wrap="nowrap" mb="sm">
      <Title order={2} fz={{ base: 17, sm: 20 }} aria-live="polite" className={classes.label}>
        {label}
      </Title>
      <Group gap={6} wrap="nowrap">
        <Button variant="default" size="sm" h={40} onClick={() => go({ on: today })} title={t("today_key")}>
          {t("today")}
        </Button>
        <ActionIcon
          variant="default"
          size={40}
          aria-label={t(`before.${view}`)}
          onClick={() => go({ on: turn(on, view, -1) })}
        >
          <IconChevronLeft size={18} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="default"
          size={40}
          aria-label={t(`after.${view}`)}
          onClick={() => go({ on: turn(on, view, 1) })}
        >
          <IconChevronRight size={18} aria-hidden />
        </ActionIcon>
      </Group>
    </Group>
  );
}
