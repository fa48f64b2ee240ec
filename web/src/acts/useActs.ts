/** What can be done about one invitation, each with its word afterwards and its undo. */

import { useTranslation } from "react-i18next";

import type { Schemas } from "~/api/client";
import { useProblemWords } from "~/parts/refusal";
import { sayRefused } from "~/parts/notify";
import { sayWithUndo } from "~/parts/Undo";
import {
  type Invitation,
  useAnswer,
  useDelete,
  useEditInvitation,
  useRestore,
  useSnooze,
  useUndoAnswer,
  useWake,
} from "~/queries/invitations";
import { useMomentWords } from "~/time/moment";

type Named = Pick<Invitation, "id" | "company">;
type Standing = Named & Pick<Invitation, "status" | "version">;
/** How an invitation leaves the list without an answer of the person's. */
export type Filing = "cancelled_by_employer" | "closed" | "lapsed";

export function useActs() {
  const { t } = useTranslation();
  const moment = useMomentWords();
  const refused = useRefused();
  const snoozing = useSnooze();
  const waking = useWake();
  const answering = useAnswer();
  const undoing = useUndoAnswer();
  const editing = useEditInvitation();
  const deleting = useDelete();
  const restoring = useRestore();

  // Whatever is undone, its row may be gone by then, and with it the callbacks of `mutate`: promises outlive it.
  const snoozeAgain = (id: string, until: string) => void snoozing.mutateAsync({ id, until }).catch(refused);

  return {
    /** Silence the reminders until an instant, or the beginning of a date. What is refused is thrown, to be shown. */
    async snooze(invitation: Named & Pick<Invitation, "snoozed_until">, until: string): Promise<void> {
      const { id, company, snoozed_until: before } = invitation;
      const { snoozed_until: silent } = await snoozing.mutateAsync({ id, until });
      sayWithUndo(t("snooze.done", { company, until: moment.instant(silent ?? until) }), () =>
        isAhead(before) ? snoozeAgain(id, before) : waking.mutate(id),
      );
    },

    /** End a snooze before its time. */
    async wake({ id, company, snoozed_until: before }: Named & Pick<Invitation, "snoozed_until">): Promise<void> {
      await waking.mutateAsync(id);
      sayWithUndo(t("snooze.woken", { company }), () => {
        if (isAhead(before)) snoozeAgain(id, before);
      });
    },

    /** Note an answer that was given elsewhere. What the server refuses is thrown, for the form to show. */
    async answer({ id, company }: Named, answer: Schemas["AnswerPut"]): Promise<void> {
      await answering.mutateAsync({ id, answer });
      sayWithUndo(t(`answered.done.${answer.kind}`, { company }), () => undoing.mutate(id));
    },

    /** Take the last answer back: the clock runs again. */
    async undoAnswer({ id }: Named): Promise<void> {
      await undoing.mutateAsync(id);
    },

    /** The employer called it off, or the person files it away. What is refused is thrown, to be shown. */
    async file({ id, company, status: before, version }: Standing, status: Filing): Promise<void> {
      const filed = await editing.mutateAsync({ id, version, changes: { status } });
      sayWithUndo(t(`filed.${status}`, { company }), () => {
        const back = { id, version: filed.version, changes: { status: before } };
        void editing.mutateAsync(back).catch(refused);
      });
    },

    /** Delete it; for 30 days it can be restored. */
    async remove({ id, company }: Named): Promise<void> {
      await deleting.mutateAsync(id);
      sayWithUndo(t("deleted", { company }), () => restoring.mutate(id));
    },
  };
}

/** Says what was refused where no form does. */
export function useRefused(): (error: Error) => void {
  const { t } = useTranslation();
  const words = useProblemWords();
  return (error) => sayRefused(t("problem.title"), words(error));
}

function isAhead(until: string | null): until is string {
  return until !== null && new Date(until).getTime() > Date.now();
}
