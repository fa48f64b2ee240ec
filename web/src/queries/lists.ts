/**
 * Long lists, page by page. Only the pages in sight are held and renewed: a list of 100,000 costs what a short one does.
 *
 * What stays of the others is where they begin (`starts`), so that a reader can go back to any place he has seen.
 */

import { type QueryClient, queryOptions, skipToken, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { api, body } from "~/api/client";

import { type Filters, type Invitation, INVITATIONS } from "./invitations";

export const PAGE_SIZE = 100;
/** The most that the server gives at once. */
const LARGEST_PAGE = 200;
const PAGE_KEPT_MS = 45_000;
const PLACES_KEPT_MS = 30 * 60_000;

/** Where each known page begins: the cursors, null for the first; and how many rows the last one has, once known. */
export interface Places {
  starts: readonly (string | null)[];
  lastRows: number | null;
}

const NOWHERE: Places = { starts: [null], lastRows: null };

interface Page {
  items: readonly Invitation[];
  next_cursor: string | null;
}

const pageQuery = (filters: Filters, start: string | null) =>
  queryOptions({
    queryKey: [...INVITATIONS, "page", filters, start],
    queryFn: ({ signal }): Promise<Page> =>
      body(
        api.GET("/api/v1/invitations", {
          params: { query: { ...filters, limit: PAGE_SIZE, cursor: start ?? undefined } },
          signal,
        }),
      ),
    gcTime: PAGE_KEPT_MS,
  });

const placesQuery = (filters: Filters) =>
  queryOptions<Places>({
    queryKey: [...INVITATIONS, "places", filters],
    queryFn: skipToken,
    initialData: NOWHERE,
    staleTime: Infinity,
    gcTime: PLACES_KEPT_MS,
  });

/** What is known of the places after page `number` was read again. Whatever followed the old next page stays until read. */
export function placesAfter(places: Places, number: number, page: Page): Places {
  const { starts, lastRows } = places;
  if (page.next_cursor === null) {
    if (starts.length === number + 1 && lastRows === page.items.length) return places;
    return { starts: starts.slice(0, number + 1), lastRows: page.items.length };
  }
  if (starts[number + 1] === page.next_cursor) return places;
  const isLast = number === starts.length - 1;
  const moved = [...starts];
  moved[number + 1] = page.next_cursor;
  return { starts: moved, lastRows: isLast ? null : lastRows };
}

/** How many rows there are to scroll through: those known, and a few in place of the next page. */
export function rowCount({ starts, lastRows }: Places): number {
  return (starts.length - 1) * PAGE_SIZE + (lastRows ?? ROWS_IN_PLACE);
}

const ROWS_IN_PLACE = 6;

/** Where the pages of a list begin, as far as it has been read. */
export function usePlaces(filters: Filters): Places {
  return useQuery(placesQuery(filters)).data ?? NOWHERE;
}

export interface Rows {
  error: Error | null;
  /** Undefined while its page is on its way. */
  row: (index: number) => Invitation | undefined;
  retry: () => void;
}

/** The rows about those from `first` to `last`: what is near them is asked for ahead. */
export function useRows(filters: Filters, places: Places, first: number, last: number): Rows {
  const client = useQueryClient();
  const from = Math.min(pageOf(first - AHEAD), places.starts.length - 1);
  const to = Math.min(pageOf(last + AHEAD), places.starts.length - 1);
  const pages = useQueries({ queries: places.starts.slice(from, to + 1).map((start) => pageQuery(filters, start)) });

  useEffect(() => {
    pages.forEach(({ data }, at) => {
      if (data !== undefined) setPlaces(client, filters, from + at, data);
    });
  });

  const failed = pages.find((page) => page.error !== null && page.data === undefined);
  return {
    error: failed?.error ?? null,
    row: (index) => pages[pageOf(index) - from]?.data?.items[index % PAGE_SIZE],
    retry: () => void failed?.refetch(),
  };
}

/** How many rows before and after those in sight are asked for already. */
const AHEAD = 60;

const pageOf = (index: number) => Math.floor(Math.max(0, index) / PAGE_SIZE);

export interface Settled {
  /** The filters to show: while the first page of those wanted is on its way, the ones before stay. */
  filters: Filters;
  isLoading: boolean;
  isEmpty: boolean;
  error: Error | null;
  retry: () => void;
}

/** A list's first page decides what is shown. `wanted` must be the same object for as long as nothing changes. */
export function useSettled(wanted: Filters): Settled {
  const [filters, settle] = useState(wanted);
  const first = useQuery(pageQuery(wanted, null));
  if (filters !== wanted && !first.isPending) settle(wanted);
  return {
    filters,
    isLoading: first.isPending,
    isEmpty: first.data?.items.length === 0,
    error: first.data === undefined ? first.error : null,
    retry: () => void first.refetch(),
  };
}

function setPlaces(client: QueryClient, filters: Filters, number: number, page: Page): void {
  const { queryKey } = placesQuery(filters);
  const before = client.getQueryData(queryKey);
  if (before === undefined) return;
  const after = placesAfter(before, number, page);
  if (after === before) return;
  const [was, is] = [before.starts[number + 1], after.starts[number + 1]];
  if (was !== undefined && is !== undefined && is !== was) showMeanwhile(client, filters, was, is);
  client.setQueryData(queryKey, after);
}

/** A page that begins elsewhere now shows what it showed, until it has been read again. */
function showMeanwhile(client: QueryClient, filters: Filters, was: string | null, is: string | null): void {
  const old = client.getQueryData(pageQuery(filters, was).queryKey);
  const { queryKey } = pageQuery(filters, is);
  if (old !== undefined && client.getQueryData(queryKey) === undefined)
    client.setQueryData(queryKey, old, { updatedAt: 1 });
}

/** The rows between two places of a list, both included, in its order: for marking a span of which not all is held. */
export async function rowsBetween(
  client: QueryClient,
  filters: Filters,
  first: number,
  last: number,
): Promise<Invitation[]> {
  const { starts } = client.getQueryData(placesQuery(filters).queryKey) ?? NOWHERE;
  const numbers = starts.map((_, number) => number).slice(pageOf(first), pageOf(last) + 1);
  const pages = await Promise.all(
    numbers.map((number) => client.query({ ...pageQuery(filters, starts[number] ?? null), staleTime: 60_000 })),
  );
  const from = pageOf(first) * PAGE_SIZE;
  return pages.flatMap((page) => page.items).slice(first - from, last + 1 - from);
}

/** Every row of a list up to `most`, and whether there are more. Nothing of it is kept. */
export async function everyRow(
  filters: Filters,
  most: number,
  signal?: AbortSignal,
): Promise<{ rows: Invitation[]; hasMore: boolean }> {
  const rows: Invitation[] = [];
  let cursor: string | null | undefined;
  do {
    const limit = Math.min(LARGEST_PAGE, most - rows.length);
    const query = { ...filters, limit, cursor: cursor ?? undefined };
    const page: Page = await body(api.GET("/api/v1/invitations", { params: { query }, signal }));
    rows.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null && rows.length < most);
  return { rows, hasMore: cursor !== null };
}

/** What a span of days asks for: as much of a list as is told, and whether there is more. */
export const spanQuery = (filters: Filters, most: number) =>
  queryOptions({
    queryKey: [...INVITATIONS, "span", filters, most],
    queryFn: ({ signal }) => everyRow(filters, most, signal),
  });
