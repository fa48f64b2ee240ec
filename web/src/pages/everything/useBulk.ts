/** What can be done to all that are chosen, with the word afterwards, its undo, and the names of those that refused. */

import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Schemas } from "~/api/client";
import { say } from "~/parts/notify";
import { sayWithUndo } from "~/parts/Undo";
import type { Invitation } from "~/queries/invitations";
import {
  type Act,
  answering,
  deleting,
  filing,
  type Outcome,
  type Progress,
  restoring,
  snoozing,
  useActOnAll,
} from "~/queries/bulk";

export type Verb = "snoozed" | "answered" | "filed" | "deleted" | "restored" | "undone";

/** An act that some refused: how many it was done to, and who the others are. */
export interface PartlyDone extends Outcome {
  verb: Verb;
  undo: (() => void) | null;
}

export interface Bulk {
  snooze: (chosen: readonly Invitation[], until: string) => void;
  answer: (chosen: readonly Invitation[], answer: Schemas["AnswerPut"]) => void;
  file: (chosen: readonly Invitation[], status: "closed" | "lapsed") => void;
  remove: (chosen: readonly Invitation[]) => void;
  restore: (chosen: readonly Invitation[]) => void;
  progress: Progress | null;
  stop: () => void;
  partlyDone: PartlyDone | null;
  dismiss: () => void;
}

/** `onDone` is told who is left: those that refused, and those that weren't tried any more. */
export function useBulk(onDone: (left: Invitation[]) => void): Bulk {
  const { t } = useTranslation("everything");
  const { run, progress, stop } = useActOnAll();
  const [partlyDone, tell] = useState<PartlyDone | null>(null);

  const undo = async (act: Act, done: readonly Invitation[]) => {
    tell(null);
    const outcome = await run(done, act.undo);
    if (outcome.refused.length > 0 || outcome.left.length > 0) tell({ ...outcome, verb: "undone", undo: null });
    else say(t("done.undone", { count: outcome.done.length }));
  };

  const apply = async (verb: Verb, act: Act, chosen: readonly Invitation[]) => {
    const outcome = await run(chosen, act.apply);
    const { done, refused, left } = outcome;
    onDone([...refused.map(({ invitation }) => invitation), ...left]);
    if (refused.length + left.length > 0)
      tell({ ...outcome, verb, undo: done.length > 0 ? () => void undo(act, done) : null });
    else sayWithUndo(t(`done.${verb}`, { count: done.length }), () => void undo(act, done));
  };

  return {
    snooze: (chosen, until) => void apply("snoozed", snoozing(until), chosen),
    answer: (chosen, answer) => void apply("answered", answering(answer), chosen),
    file: (chosen, status) => void apply("filed", filing(status), chosen),
    remove: (chosen) => void apply("deleted", deleting, chosen),
    restore: (chosen) => void apply("restored", restoring, chosen),
    progress,
    stop,
    partlyDone,
    dismiss: () => tell(null),
  };
}
