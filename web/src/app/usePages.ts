/** The pages of the menu as they are now. */

import { useQuery } from "@tanstack/react-query";

import { listedQuery } from "~/queries/messages";

import { PAGES, WAITING_PAGE } from "./navigation";

export type MenuPage = (typeof PAGES)[number] | typeof WAITING_PAGE;

/** Everything there is to open, with the messages that wait ahead of what brings them in. */
export function usePages(): { pages: readonly MenuPage[]; waiting: number } {
  const { data } = useQuery(listedQuery("waiting"));
  const waiting = data?.items.length ?? 0;
  if (waiting === 0) return { pages: PAGES, waiting };
  const place = PAGES.findIndex(({ to }) => to === "/import");
  return { pages: [...PAGES.slice(0, place), WAITING_PAGE, ...PAGES.slice(place)], waiting };
}
