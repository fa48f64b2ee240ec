/** The list of what needs an answer, cut into the groups under which it is read. The order is the server's. */

import type { Schemas } from "~/api/client";
import { type Level, LEVELS } from "~/parts/Attention";

export type Due = Schemas["DueView"];
export type DueItem = Schemas["DueItem"];
export type GroupCode = "promises" | Level;

export interface Group {
  code: GroupCode;
  level: Level;
  items: DueItem[];
  /** How many there are, however few of them are listed. */
  count: number;
}

/** Broken promises, which the server lists first, then each level; and apart from them what is silent for now. */
export function grouped({ items, counts }: Pick<Due, "items" | "counts">): { groups: Group[]; snoozed: DueItem[] } {
  const promises = new Set(items.slice(0, counts.promises_overdue));
  const awake = items.filter((item) => !item.is_snoozed);
  const of = (level: Level) => awake.filter((item) => item.attention === level && !promises.has(item));
  const unlisted = (level: Level) =>
    Math.max(0, counts[level] - items.filter((item) => item.attention === level).length);
  const broken = awake.filter((item) => promises.has(item));
  const groups: Group[] = [
    { code: "promises", level: "overdue", items: broken, count: broken.length },
    ...LEVELS.map((level) => ({ code: level, level, items: of(level), count: of(level).length + unlisted(level) })),
  ];
  return { groups: groups.filter((group) => group.items.length > 0), snoozed: items.filter((item) => item.is_snoozed) };
}

/** The first `most` items of the groups, in order. */
export function firstOf(groups: readonly Group[], most: number): Group[] {
  let room = most;
  return groups
    .map((group) => {
      const items = group.items.slice(0, Math.max(0, room));
      room -= items.length;
      return { ...group, items };
    })
    .filter(({ items }) => items.length > 0);
}
