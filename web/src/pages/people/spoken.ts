/** That one spoke, as it was typed, and what that says to the server. */

import type { Schemas } from "~/api/client";
import { readDay } from "~/parts/when/day";
import type { Wall } from "~/parts/when/when";
import { localeFor } from "~/time/moment";
import { instantOf, todayIn } from "~/time/wall";

export interface SpokenDraft {
  note: string;
  /** As it was typed; empty for just now. */
  day: string;
  medium: Schemas["Medium"] | null;
}

export const NOTHING_SAID: SpokenDraft = { note: "", day: "", medium: null };

/** A day before today is told as its noon: nobody notes the minute. Today is now, as the server has it. */
export function readSpoken(
  { note, day: typed, medium }: SpokenDraft,
  { zone, language }: Wall,
): { spoken: Schemas["TouchpointCreate"] } | { problem: "unreadable_day" } {
  const today = todayIn(zone);
  const day = typed.trim() === "" ? today : readDay(typed, { today, locale: localeFor(language), lean: "back" });
  if (day === null) return { problem: "unreadable_day" };
  return {
    spoken: {
      spoke_at: day === today ? null : instantOf(`${day} 12:00`, zone),
      medium,
      note: note.trim() === "" ? null : note.trim(),
    },
  };
}
