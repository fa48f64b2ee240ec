/** The pages of the menu, in its order. */

import {
  IconCalendar,
  IconChartHistogram,
  IconClockHour4,
  IconFileImport,
  IconMailQuestion,
  IconSettings,
  IconTable,
  IconUsers,
} from "@tabler/icons-react";

export const PAGES = [
  { to: "/", words: "nav.home", short: "nav.home_short", icon: IconClockHour4, key: "h" },
  { to: "/everything", words: "nav.everything", short: "nav.everything", icon: IconTable, key: "e" },
  { to: "/calendar", words: "nav.calendar", short: "nav.calendar", icon: IconCalendar, key: "c" },
  { to: "/people", words: "nav.people", short: "nav.people", icon: IconUsers, key: "p" },
  { to: "/insights", words: "nav.insights", short: "nav.insights", icon: IconChartHistogram, key: "i" },
  { to: "/import", words: "nav.import", short: "nav.import", icon: IconFileImport, key: "m" },
  { to: "/settings", words: "nav.settings", short: "nav.settings", icon: IconSettings, key: "s" },
] as const;

/** In the menu only while a message waits for a person. */
export const WAITING_PAGE = {
  to: "/messages",
  words: "nav.messages",
  short: "nav.messages",
  icon: IconMailQuestion,
  key: "w",
} as const;
