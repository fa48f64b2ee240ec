/** Which days are shown, and how to go to others: by the address, the buttons and the keyboard. */

import { getRouteApi } from "@tanstack/react-router";
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";

import { useKeys } from "~/parts/keys";
import { useMe } from "~/queries/account";
import { localeFor } from "~/time/moment";
import { todayIn } from "~/time/wall";

import { dayOfWeek, freeDays, readDate, shift, startOfWeek, turn, type View, weekHabits, weeksAround } from "./days";

const route = getRouteApi("/signed-in/calendar");

export function useDays() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { time_zone: zone, working_days: workingDays, country } = useMe();
  const { i18n } = useTranslation();
  const locale = localeFor(i18n.language);
  const habits = useMemo(() => weekHabits(locale), [locale]);
  const atHome = useMemo(() => weekHabits(country === null ? locale : `und-${country}`), [country, locale]);

  const view: View = search.view ?? "month";
  const today = todayIn(zone);
  const on = readDate(search.on) ?? today;
  const weeks = useMemo(() => weeksAround(on, view, habits.firstDay), [on, view, habits]);

  const go = useCallback(
    (to: { on?: string; view?: View }, replace = false) =>
      void navigate({
        search: (before) => ({
          view: (to.view ?? before.view) === "week" ? "week" : undefined,
          on: to.on ?? before.on,
        }),
        replace,
        resetScroll: false,
      }),
    [navigate],
  );

  const { gridRef, keys } = useDayKeys({ on, today, view, firstDay: habits.firstDay, go });
  return { zone, view, today, on, weeks, free: freeDays(workingDays, atHome), go, gridRef, keys };
}

interface Given {
  on: string;
  today: string;
  view: View;
  firstDay: number;
  go: (to: { on?: string }, replace?: boolean) => void;
}

/** Arrows move by days and weeks, Home and End within the week, Page up and Page down by the page, t to today. */
function useDayKeys({ on, today, view, firstDay, go }: Given) {
  const gridRef = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(false);

  const dayFor = (key: string): string | null => {
    const intoWeek = (dayOfWeek(on) - firstDay + 7) % 7;
    switch (key) {
      case "ArrowLeft":
        return shift(on, { days: -1 });
      case "ArrowRight":
        return shift(on, { days: 1 });
      case "ArrowUp":
        return view === "month" ? shift(on, { days: -7 }) : null;
      case "ArrowDown":
        return view === "month" ? shift(on, { days: 7 }) : null;
      case "Home":
        return startOfWeek(on, firstDay);
      case "End":
        return shift(on, { days: 6 - intoWeek });
      case "PageUp":
        return turn(on, view, -1);
      case "PageDown":
        return turn(on, view, 1);
      case "t":
        return today;
      default:
        return null;
    }
  };

  const follow = (to: string) => {
    isFollowing.current = true;
    go({ on: to }, true);
  };

  // The focus goes with the day once that is drawn.
  useEffect(() => {
    if (!isFollowing.current) return;
    isFollowing.current = false;
    gridRef.current?.querySelector<HTMLElement>(`[data-date="${on}"]`)?.focus();
  });

  useKeys({ t: () => follow(today) });

  const keys = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const cell = (event.target as HTMLElement).closest<HTMLElement>("[data-date]");
    if (cell === null) return;
    const isOnDay = event.target === cell;
    if (event.key === "Escape" && !isOnDay) {
      cell.focus();
      return;
    }
    const first = cell.querySelector<HTMLElement>("a");
    if (event.key === "Enter" && isOnDay && first !== null) {
      event.preventDefault();
      first.focus();
      return;
    }
    const to = dayFor(event.key);
    if (to === null) return;
    event.preventDefault();
    follow(to);
  };
  return { gridRef, keys };
}
