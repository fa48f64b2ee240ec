/** An answer in the making, and what the server is told of it. */

import type { Schemas } from "~/api/client";
import { NOTHING, readWhen, type Typed, type Wall, type WhenProblem } from "~/parts/when/when";

export interface AnswerDraft {
  kind: Schemas["ReplyKind"];
  reason: Schemas["Reason"] | null;
  /** Empty: just now, which the server knows best. */
  answeredAt: Typed;
  promisedBy: Typed;
  note: string;
}

export type DraftProblems = Partial<Record<"answered_at" | "promised_by", WhenProblem>>;

export function emptyDraft(kind: Schemas["ReplyKind"]): AnswerDraft {
  return { kind, reason: null, answeredAt: NOTHING, promisedBy: NOTHING, note: "" };
}

/** A no may say why. */
export function saysWhy({ kind }: AnswerDraft): boolean {
  return kind === "decline" || kind === "withdraw";
}

/** What the server is told, or which of the typed moments can't be read. */
export function readDraft(
  draft: AnswerDraft,
  wall: Wall,
): { answer: Schemas["AnswerPut"] } | { problems: DraftProblems } {
  const answeredAt = readWhen(draft.answeredAt, { ...wall, lean: "back" });
  const promisedBy =
    draft.kind === "hold"
      ? (readWhen(draft.promisedBy, { ...wall, dayAlone: true }) ?? { problem: "missing_day" as const })
      : null;
  const problems: DraftProblems = {};
  if (isProblem(answeredAt)) problems.answered_at = answeredAt.problem;
  if (isProblem(promisedBy)) problems.promised_by = promisedBy.problem;
  if (isProblem(answeredAt) || isProblem(promisedBy)) return { problems };
  return {
    answer: {
      kind: draft.kind,
      reason: saysWhy(draft) ? draft.reason : null,
      answered_at: answeredAt,
      promised_by: promisedBy,
      note: draft.note.trim() === "" ? null : draft.note,
    },
  };
}

function isProblem(read: string | null | { problem: WhenProblem }): read is { problem: WhenProblem } {
  return read !== null && typeof read !== "string";
}
