/** What has become more pressing while the page was open. */

import { useEffect, useRef, useState } from "react";

import { type Level, LEVELS } from "~/parts/Attention";

import type { DueItem } from "./groups";

const SHOWN_MS = 60_000;

export interface News {
  id: string;
  company: string;
  level: Level;
}

/** The items whose level is more pressing than it was before, the most pressing first. New ones aren't news. */
export function crossed(before: ReadonlyMap<string, Level>, items: readonly DueItem[]): News[] {
  return items
    .filter(({ id, attention }) => {
      const was = before.get(id);
      return was !== undefined && attention !== null && LEVELS.indexOf(attention) < LEVELS.indexOf(was);
    })
    .map(({ id, company, attention }) => ({ id, company, level: attention as Level }));
}

export function levelsOf(items: readonly DueItem[]): Map<string, Level> {
  return new Map(items.flatMap(({ id, attention }) => (attention === null ? [] : [[id, attention]])));
}

/** The levels crossed last, for a minute. */
export function useLevelNews(items: readonly DueItem[] | undefined): readonly News[] {
  const before = useRef<Map<string, Level>>(undefined);
  const [news, setNews] = useState<readonly News[]>([]);
  useEffect(() => {
    if (items === undefined) return;
    const found = before.current === undefined ? [] : crossed(before.current, items);
    before.current = levelsOf(items);
    if (found.length > 0) setNews(found);
  }, [items]);
  useEffect(() => {
    if (news.length === 0) return;
    const timer = setTimeout(() => setNews([]), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [news]);
  return news;
}
