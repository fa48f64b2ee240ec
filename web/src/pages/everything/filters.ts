/** What the address says about the list, and what the server is asked with. */

import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";

import type { Schemas } from "~/api/client";
import { LEVELS, type Level } from "~/parts/Attention";
import type { Filters } from "~/queries/invitations";

export type Status = Schemas["Status"];

export const STATUSES: readonly Status[] = [
  "awaiting_reply",
  "holding",
  "accepted",
  "rescheduling",
  "declined",
  "withdrawn",
  "cancelled_by_employer",
  "closed",
  "lapsed",
];

export const SORTED = ["received_at", "respond_by", "interview_at", "created_at", "updated_at", "company"] as const;
export type Sorted = (typeof SORTED)[number];
export type Sort = Sorted | `-${Sorted}`;

export const DEFAULT_SORT: Sort = "-received_at";

/** What can be asked for, in the shape that the controls have. */
export interface Wanted {
  q: string;
  status: Status[];
  attention: Level[];
  company: string;
  tag: string;
  received_from: string | null;
  received_to: string | null;
  deleted: boolean;
  sort: Sort;
}

/** The address's own shape: texts, with several values of one filter between commas. */
export interface Search {
  q?: string;
  status?: string;
  attention?: string;
  company?: string;
  tag?: string;
  received_from?: string;
  received_to?: string;
  deleted?: true;
  sort?: string;
}

/** An address may have been written by hand: what means nothing is left out. */
export function readSearch(search: Search): Wanted {
  return {
    q: search.q ?? "",
    status: known(search.status, STATUSES),
    attention: known(search.attention, LEVELS),
    company: search.company ?? "",
    tag: search.tag ?? "",
    received_from: day(search.received_from),
    received_to: day(search.received_to),
    deleted: search.deleted === true,
    sort: isSort(search.sort) ? search.sort : DEFAULT_SORT,
  };
}

export function writeSearch(wanted: Wanted): Search {
  return {
    q: wanted.q || undefined,
    status: wanted.status.join(",") || undefined,
    attention: wanted.attention.join(",") || undefined,
    company: wanted.company || undefined,
    tag: wanted.tag || undefined,
    received_from: wanted.received_from ?? undefined,
    received_to: wanted.received_to ?? undefined,
    deleted: wanted.deleted || undefined,
    sort: wanted.sort === DEFAULT_SORT ? undefined : wanted.sort,
  };
}

/** What the server is asked with. */
export function asked(wanted: Wanted): Filters {
  const { sort, status, attention, ...rest } = writeSearch(wanted);
  return {
    ...rest,
    ...(status !== undefined && { status: wanted.status }),
    ...(attention !== undefined && { attention: wanted.attention }),
    sort: sort === undefined ? DEFAULT_SORT : wanted.sort,
  };
}

/** How many filters narrow the list, each value for itself; the search and the order are none. */
export function filterCount({ status, attention, company, tag, received_from, received_to, deleted }: Wanted): number {
  const single = [company !== "", tag !== "", received_from !== null, received_to !== null, deleted];
  return status.length + attention.length + single.filter(Boolean).length;
}

const route = getRouteApi("/signed-in/everything");

export interface Asking {
  wanted: Wanted;
  filters: Filters;
  /** Change what is asked for. `replace`: without a step of its own for the back button, as while typing. */
  ask: (changes: Partial<Wanted>, options?: { replace?: boolean }) => void;
  /** Everything again, in the order that was. */
  clear: () => void;
}

/** The filters of the address, and the ways to change them. */
export function useAsking(): Asking {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const wanted = useMemo(() => readSearch(search), [search]);
  const filters = useMemo(() => asked(wanted), [wanted]);
  const ask = useCallback<Asking["ask"]>(
    (changes, { replace = false } = {}) =>
      void navigate({
        search: (before) => writeSearch({ ...readSearch(before), ...changes }),
        replace,
        resetScroll: false,
      }),
    [navigate],
  );
  const clear = useCallback(() => void navigate({ search: ({ sort }) => ({ sort }), resetScroll: false }), [navigate]);
  return { wanted, filters, ask, clear };
}

function known<T extends string>(text: string | undefined, values: readonly T[]): T[] {
  const given = new Set(text?.split(","));
  return values.filter((value) => given.has(value));
}

function day(text: string | undefined): string | null {
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;
}

function isSort(text: string | undefined): text is Sort {
  return text !== undefined && (SORTED as readonly string[]).includes(text.replace(/^-/, ""));
}
