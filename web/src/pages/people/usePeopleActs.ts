/** What can be done about a person, each with its word afterwards and its undo. */

import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useRefused } from "~/acts/useActs";
import type { Schemas } from "~/api/client";
import { sayWithUndo } from "~/parts/Undo";
import { useSpeakWords } from "~/parts/useSpeakWords";
import {
  type Contact,
  contactQuery,
  type Touchpoint,
  useDeleteContact,
  useDeleteTouchpoint,
  useEditContact,
  useNoteTouchpoint,
  useRestoreContact,
} from "~/queries/contacts";

export function usePeopleActs() {
  const { t } = useTranslation("people");
  const client = useQueryClient();
  const words = useSpeakWords();
  const refused = useRefused();
  const noting = useNoteTouchpoint();
  const unsaying = useDeleteTouchpoint();
  const editing = useEditContact();
  const deleting = useDeleteContact();
  const restoring = useRestoreContact();
  const now = (id: string) => client.query({ ...contactQuery(id), staleTime: 0 });
  const next = ({ speak_on: date }: Pick<Contact, "speak_on">) =>
    date === null ? t("next.none") : t("next.on", { day: words.day(date) });

  /** Changes when to speak, and offers to put both the day and the cadence back. */
  async function replan(contact: Contact, changes: Pick<Schemas["ContactEdit"], "speak_on" | "cadence_days">) {
    const { id, name, version, speak_on, cadence_days } = contact;
    const changed = await editing.mutateAsync({ id, version, changes });
    sayWithUndo(t("act.planned", { name, next: next(changed) }), () => {
      const back = { id, version: changed.version, changes: { speak_on, cadence_days } };
      void editing.mutateAsync(back).catch(refused);
    });
  }

  return {
    replan,

    /** Note that one spoke. What is refused is thrown, for whoever asked to show. */
    async spoke({ id, name }: Pick<Contact, "id" | "name">, spoken: Schemas["TouchpointCreate"]): Promise<void> {
      const noted = await noting.mutateAsync({ id, ...spoken });
      sayWithUndo(t("act.noted", { name, next: next(await now(id)) }), () => unsaying.mutate(noted));
    },

    /** Take a touchpoint of the person's own away. Put back, it leads to the day to which it had led. */
    async unsay({ id, name }: Pick<Contact, "id" | "name">, touchpoint: Touchpoint): Promise<void> {
      const { speak_on: before } = await now(id);
      await unsaying.mutateAsync(touchpoint);
      const { spoke_at, medium, note } = touchpoint;
      const putBack = async () => {
        await noting.mutateAsync({ id, spoke_at, medium, note });
        const after = await now(id);
        if (after.speak_on === before) return;
        await editing.mutateAsync({ id, version: after.version, changes: { speak_on: before } });
      };
      sayWithUndo(t("act.unsaid", { name }), () => void putBack().catch(refused));
    },

    /** Delete a person; for 30 days they can be restored. */
    async remove({ id, name }: Pick<Contact, "id" | "name">): Promise<void> {
      await deleting.mutateAsync(id);
      sayWithUndo(t("act.deleted", { name }), () => restoring.mutate(id));
    },
  };
}
