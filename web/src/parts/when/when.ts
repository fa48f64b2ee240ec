/** A moment in the making: a date and a time of day as they were typed, on the wall of the account's zone. */

import { localeFor } from "~/time/moment";
import { instantOf, todayIn, wallOf } from "~/time/wall";

import { type Lean, readDay, showDay } from "./day";
import { readTime } from "./time";

export interface Typed {
  day: string;
  /** "15:00" or how else people write it, or empty. */
  time: string;
}

export const NOTHING: Typed = { day: "", time: "" };

export type WhenProblem = "unreadable_day" | "unreadable_time" | "missing_day" | "missing_time";

export interface Wall {
  zone: string;
  /** The page's language; the browser's own variant of it decides how dates are written. */
  language: string;
}

interface Reading extends Wall {
  lean?: Lean;
  /** Whether a date alone will do; it is then read as a date, not as an instant. */
  dayAlone?: boolean;
}

/** What the server is sent: an instant with its offset, a date, or null where nothing was typed. */
export function readWhen(
  typed: Typed,
  { zone, language, lean, dayAlone = false }: Reading,
): string | null | { problem: WhenProblem } {
  if (typed.day.trim() === "") return typed.time.trim() === "" ? null : { problem: "missing_day" };
  const day = readDay(typed.day, { today: todayIn(zone), locale: localeFor(language), lean });
  if (day === null) return { problem: "unreadable_day" };
  if (typed.time.trim() !== "") {
    const time = readTime(typed.time);
    return time === null ? { problem: "unreadable_time" } : instantOf(`${day} ${time}`, zone);
  }
  return dayAlone ? day : { problem: "missing_time" };
}

/** How an instant or a date, as the server says it, stands in its fields. */
export function typedOf(when: string | null | undefined, { zone, language }: Wall): Typed {
  if (when === null || when === undefined) return NOTHING;
  const locale = localeFor(language);
  if (!when.includes("T")) return { day: showDay(when, locale), time: "" };
  const wall = wallOf(when, zone);
  return { day: showDay(wall.slice(0, 10), locale), time: wall.slice(11, 16) };
}
