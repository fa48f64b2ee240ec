/** From a looked-at message to its invitation: corrected, confirmed, and shown; taken back as every import is. */

import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Schemas } from "~/api/client";
import { useRefused } from "~/acts/useActs";
import { sayWithUndo } from "~/parts/Undo";
import { type Import, useConfirm, useLookAgain, useTakeBack } from "~/queries/imports";
import { invitationQuery } from "~/queries/invitations";
import { messagesOfImportQuery } from "~/queries/messages";

export function useSaving(id: string) {
  const { t } = useTranslation("messages");
  const client = useQueryClient();
  const navigate = useNavigate();
  const refused = useRefused();
  const looking = useLookAgain(id);
  const confirm = useConfirm();
  const takeBack = useTakeBack();
  const [isSaving, setSaving] = useState(false);
  const [error, setError] = useState<Error | null>(null);

  /** It goes for good, and the import says so. */
  async function undo() {
    try {
      await takeBack.mutateAsync(id);
      await navigate({ to: "/import/$importId", params: { importId: id } });
    } catch (failure) {
      refused(failure as Error);
    }
  }

  async function goOn(before: Import, { state }: Import) {
    if (state !== "imported") return;
    const { items } = await client.query({ ...messagesOfImportQuery(id), staleTime: 0 });
    const [one] = items;
    // What waits for a person is shown as what came of the file; what was known has its place already.
    const invitationId = one === undefined ? before.messages[0]?.invitation_id : one.invitation_id;
    if (invitationId === undefined || invitationId === null) return;
    const isNew = one?.outcome === "recorded";
    await navigate({
      to: "/invitations/$invitationId",
      params: { invitationId },
      state: isNew ? { isJustRecorded: true } : {},
      replace: true,
    });
    if (!isNew) return;
    const { company } = await client.query(invitationQuery(invitationId));
    sayWithUndo(t("saved", { company }), () => void undo());
  }

  /** Say what is known better, then import it. What stays unclear is looked at again. Returns what refused it. */
  async function save(shown: Import, better: Schemas["ImportEdit"] | null): Promise<Error | null> {
    setSaving(true);
    setError(null);
    try {
      const looked = better === null ? shown : await looking.mutateAsync(better);
      const isStillUnclear = better !== null && looked.messages.every(({ outcome }) => outcome === "unclear");
      if (!isStillUnclear) await goOn(looked, await confirm.mutateAsync(id));
      return null;
    } catch (failure) {
      setError(failure as Error);
      return failure as Error;
    } finally {
      setSaving(false);
    }
  }

  return { save, isSaving, error };
}

export type Saving = ReturnType<typeof useSaving>;
