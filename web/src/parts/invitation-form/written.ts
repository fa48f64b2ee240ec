/** An invitation as it stands in a form: what was typed, and what that says to the server. */

import type { Schemas } from "~/api/client";
import { readWhen, type Typed, typedOf, type Wall, type WhenProblem } from "~/parts/when/when";

import { CHOICES, type ChoiceName, type FieldName, isWhen, LINES, type LineName, WHENS, type WhenName } from "./fields";

export type Written = Record<LineName | ChoiceName | "notes", string> & Record<WhenName, Typed> & { tags: string[] };
export type Value = Written[FieldName];

export type Known = { [Name in FieldName]?: Schemas["InvitationCreate"][Name] | null };

/** What a field says to the server: null where it is empty. */
export type Said = string | string[] | null;

/** A form with nothing in it but what is known. */
export function writtenFrom(known: Known, wall: Wall): Written {
  const plain = [...LINES, ...CHOICES, "notes" as const].map((name) => [name, known[name] ?? ""]);
  const whens = WHENS.map((name) => [name, typedOf(known[name], wall)]);
  return { ...Object.fromEntries([...plain, ...whens]), tags: known.tags ?? [] } as Written;
}

export function isBlank(value: Value): boolean {
  if (typeof value === "string") return value.trim() === "";
  return Array.isArray(value) ? value.length === 0 : value.day.trim() === "" && value.time === "";
}

/** One field as the server is told it, or why it can't be told. */
export function sayField(name: FieldName, value: Value, wall: Wall): { said: Said } | { problem: WhenProblem } {
  if (isWhen(name)) {
    const said = readWhen(value as Typed, {
      ...wall,
      lean: name === "received_at" ? "back" : "ahead",
      dayAlone: name === "respond_by",
    });
    return said !== null && typeof said === "object" ? said : { said };
  }
  if (Array.isArray(value)) return { said: value };
  const text = typeof value === "string" ? value : "";
  // Notes are kept as they were written, blanks at their ends too.
  return { said: text.trim() === "" ? null : name === "notes" ? text : text.trim() };
}

/** The whole form as the server is told it, and what can't be told. */
export function say(
  written: Written,
  wall: Wall,
): { said: Partial<Record<FieldName, Said>>; problems: Partial<Record<FieldName, WhenProblem>> } {
  const said: Partial<Record<FieldName, Said>> = {};
  const problems: Partial<Record<FieldName, WhenProblem>> = {};
  for (const name of Object.keys(written) as FieldName[]) {
    const one = sayField(name, written[name], wall);
    if ("problem" in one) problems[name] = one.problem;
    else if (one.said !== null && one.said.length > 0) said[name] = one.said;
  }
  return { said, problems };
}

/** What a form says differently from what it began with: null where a field was emptied. */
export function changesOf(began: Written, now: Written, wall: Wall): Partial<Record<FieldName, Said>> {
  const changes: Partial<Record<FieldName, Said>> = {};
  for (const name of Object.keys(now) as FieldName[]) {
    const [before, after] = [sayField(name, began[name], wall), sayField(name, now[name], wall)];
    if ("said" in after && JSON.stringify(before) !== JSON.stringify(after)) changes[name] = after.said;
  }
  return changes;
}

/** What the deadline depends on, as far as it can be read already. */
export function askOf(written: Pick<Written, WhenName>, wall: Wall): Partial<Record<WhenName, string>> {
  const ask: Partial<Record<WhenName, string>> = {};
  for (const name of WHENS) {
    const one = sayField(name, written[name], wall);
    if ("said" in one && typeof one.said === "string") ask[name] = one.said;
  }
  return ask;
}
