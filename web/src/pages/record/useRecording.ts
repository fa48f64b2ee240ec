/** Recording what stands in the form: once, though it is sent twice. */

import { useRef } from "react";

import { onceKey, type Schemas } from "~/api/client";
import { useWriting } from "~/parts/invitation-form/useWriting";
import { type Invitation, useRecord } from "~/queries/invitations";

export function useRecording(onRecorded: (invitation: Invitation) => void) {
  const writing = useWriting();
  const record = useRecord();
  const attempt = useRef({ sent: "", key: "" });

  /** The same words sent twice, because the answer to the first was lost, are recorded once. */
  function keyFor(invitation: object): string {
    const sent = JSON.stringify(invitation);
    if (attempt.current.sent !== sent) attempt.current = { sent, key: onceKey() };
    return attempt.current.key;
  }

  function submit() {
    const invitation = writing.check() as Schemas["InvitationCreate"] | null;
    if (invitation === null) return;
    record.mutate(
      { ...invitation, key: keyFor(invitation) },
      { onSuccess: onRecorded, onError: (error) => writing.hear(error) },
    );
  }

  return {
    writing,
    submit,
    isSaving: record.isPending,
    /** A refusal that no field of the form is to blame for. */
    refusal: record.error !== null && !writing.isHeard ? record.error : null,
  };
}

export type Recording = ReturnType<typeof useRecording>;
