/** What a reply is to say: the choices on the left of the page, and how they are put to the server. */

import type { Schemas } from "~/api/client";
import type { Reply } from "~/queries/replies";

export type Kind = Schemas["ReplyKind"];
export type Reason = Schemas["Reason"];
export type Tone = Schemas["Tone"];

export const REASONS: readonly Reason[] = [
  "undisclosed",
  "accepted_other_offer",
  "staying_put",
  "salary",
  "location",
  "work_mode",
  "contract_type",
  "role_mismatch",
  "level_mismatch",
  "timing",
  "personal",
  "values_fit",
  "company_concerns",
  "work_authorisation",
  "process_load",
  "other",
];
export const TONES: readonly Tone[] = ["warm", "neutral", "brief"];

export type Fact = "my_salary" | "their_salary" | "place" | "work_mode" | "contract_type" | "not_before" | "hours";

/** The facts that make a reason useful to the employer; each may be left out. */
export const FACTS: Partial<Record<Reason, readonly Fact[]>> = {
  salary: ["my_salary", "their_salary"],
  location: ["place"],
  work_mode: ["work_mode"],
  contract_type: ["contract_type"],
  timing: ["not_before"],
  process_load: ["hours"],
};

export interface Wish {
  kind: Kind;
  reason: Reason;
  details: string;
  tone: Tone;
  language: string;
  keepInTouch: boolean;
  keepInTouchAbout: string;
  referral: string;
  variation: number;
  /** An instant or a date. */
  promisedBy: string | null;
  slots: readonly string[];
  facts: Partial<Record<Fact, string>>;
}

export function freshWish(kind: Kind, language: string): Wish {
  return {
    kind,
    reason: "undisclosed",
    details: "",
    tone: "neutral",
    language,
    keepInTouch: false,
    keepInTouchAbout: "",
    referral: "",
    variation: 0,
    promisedBy: null,
    slots: [],
    facts: {},
  };
}

export const givesReason = (kind: Kind): boolean => kind === "decline" || kind === "withdraw";

/** The wish that a stored draft was made from. */
export function wishOf(reply: Reply): Wish {
  const { options } = reply;
  const line = (name: string) => (typeof options[name] === "string" ? options[name] : undefined);
  const facts: Wish["facts"] = {};
  for (const name of Object.values(FACTS).flat()) {
    const given = name === "hours" && typeof options.hours === "number" ? String(options.hours) : line(name);
    if (given !== undefined) facts[name] = given;
  }
  return {
    kind: reply.kind,
    reason: reply.reason,
    details: reply.details ?? "",
    tone: reply.tone,
    language: reply.language,
    keepInTouch: options.keep_in_touch === true,
    keepInTouchAbout: line("keep_in_touch_about") ?? "",
    referral: line("referral") ?? "",
    variation: typeof options.variation === "number" ? options.variation : 0,
    promisedBy: line("promised_by") ?? null,
    slots: Array.isArray(options.slots) ? options.slots.filter((slot): slot is string => typeof slot === "string") : [],
    facts,
  };
}

/** The wish as the server is asked: only what the kind and the reason have a use for, and nothing that is empty. */
export function asked(wish: Wish): Schemas["Wishes"] {
  const reasoned = givesReason(wish.kind);
  const details = wish.details.trim();
  const about = wish.keepInTouchAbout.trim();
  return {
    kind: wish.kind,
    reason: reasoned ? wish.reason : "undisclosed",
    tone: wish.tone,
    language: wish.language,
    keep_in_touch: reasoned && wish.keepInTouch,
    variation: wish.variation,
    ...(details !== "" && { details }),
    ...(reasoned && wish.keepInTouch && about !== "" && { keep_in_touch_about: about }),
    ...(reasoned && wish.referral.trim() !== "" && { referral: wish.referral.trim() }),
    ...(wish.kind === "hold" && wish.promisedBy !== null && { promised_by: instant(wish.promisedBy) }),
    ...(wish.kind === "reschedule" && wish.slots.length > 0 && { slots: wish.slots.map(instant) }),
    ...(reasoned && factsOf(wish)),
  };
}

/** Whether two wishes ask for the same letter. */
export function isSame(one: Wish, other: Wish): boolean {
  return keyOf(one) === keyOf(other);
}

export function keyOf(wish: Wish): string {
  return keyOfAsked(asked(wish));
}

export function keyOfAsked(wanted: Schemas["Wishes"]): string {
  return JSON.stringify(Object.entries(wanted).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One spelling for an instant, however its offset was written, so that a stored wish is known again. */
function instant(when: string): string {
  return when.includes("T") ? new Date(when).toISOString() : when;
}

function factsOf({ reason, facts }: Wish): Partial<Schemas["Wishes"]> {
  const given: Partial<Schemas["Wishes"]> = {};
  for (const name of FACTS[reason] ?? []) {
    const text = facts[name]?.trim() ?? "";
    if (text === "") continue;
    if (name === "hours") given.hours = Number(text);
    else given[name] = text;
  }
  return given;
}
