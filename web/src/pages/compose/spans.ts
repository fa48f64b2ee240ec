/** Where findings stand in a text. */

import type { Finding } from "~/queries/replies";
import { inUnits, type Span } from "~/text/spans";

/** A finding with its place in UTF-16 units, as `selectionStart` and `slice` count. */
export interface Placed {
  finding: Finding;
  span: Span;
}

/** A stretch of text under the same findings, the gravest first. */
export interface Stretch {
  text: string;
  under: readonly Placed[];
}

const GRAVITY = { block: 0, warn: 1, hint: 2 } as const;

export function place(text: string, findings: readonly Finding[]): Placed[] {
  return findings.map((finding) => ({ finding, span: inUnits(text, finding) }));
}

/** Whether a finding is about some words, and not about the whole letter or about what it lacks. */
export function marksWords({ span }: Placed, text: string): boolean {
  return span.start < span.end && !(span.start === 0 && span.end >= text.trimEnd().length);
}

/**
 * The findings of an older text that still hold in a newer one, in their new places: those that lie wholly before or
 * wholly after what was changed. The others wait for the next review.
 */
export function carried(placed: readonly Placed[], from: string, to: string): Placed[] {
  if (from === to) return [...placed];
  const shorter = Math.min(from.length, to.length);
  let same = 0;
  while (same < shorter && from[same] === to[same]) same++;
  let tail = 0;
  while (tail < shorter - same && from[from.length - 1 - tail] === to[to.length - 1 - tail]) tail++;
  const shift = to.length - from.length;
  return placed.flatMap(({ finding, span }) => {
    if (span.end <= same) return [{ finding, span }];
    if (span.start < from.length - tail) return [];
    return [{ finding, span: { start: span.start + shift, end: span.end + shift } }];
  });
}

/** The text cut wherever a finding begins or ends, so that marks may overlap. Put together again it is the text. */
export function stretches(text: string, placed: readonly Placed[]): Stretch[] {
  const marks = placed.filter((one) => one.span.start < one.span.end);
  const cuts = [...new Set([0, text.length, ...marks.flatMap(({ span }) => [span.start, span.end])])]
    .filter((cut) => cut <= text.length)
    .sort((a, b) => a - b);
  return cuts.slice(0, -1).map((start, index) => {
    const end = cuts[index + 1] ?? text.length;
    const under = marks.filter(({ span }) => span.start <= start && span.end >= end);
    under.sort((a, b) => GRAVITY[a.finding.severity] - GRAVITY[b.finding.severity]);
    return { text: text.slice(start, end), under };
  });
}

/** Names a finding for as long as it stands where it stands. */
export function nameOf({ finding, span }: Placed): string {
  return `${finding.rule}:${span.start}-${span.end}`;
}

/** The finding after (or before) the one called `name`; round and round. */
export function neighbour(placed: readonly Placed[], name: string | null, step: 1 | -1): Placed | undefined {
  const at = placed.findIndex((one) => nameOf(one) === name);
  const next = at < 0 ? (step === 1 ? 0 : placed.length - 1) : (at + step + placed.length) % placed.length;
  return placed[next];
}
