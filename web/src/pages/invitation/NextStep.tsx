import { IconArrowRight } from "@tabler/icons-react";

import { ButtonLink } from "~/parts/links";
import { useStepWords } from "~/parts/sending/useStepWords";
import type { Invitation } from "~/queries/invitations";
import { isOut } from "~/queries/sendings";
import type { Steps } from "~/queries/steps";

interface Props {
  invitation: Invitation;
  steps: Steps;
}

/** The next step as the server names it, else the reply that may be written: a way to the composer. */
export function NextStep({ invitation, steps }: Props) {
  const words = useStepWords();
  const { next_step: next, draft, permitted_answers: permitted } = steps;
  const isWaiting = draft !== null && isOut(draft);
  if (next === null && permitted.length === 0 && !isWaiting) return null;
  const search = next === "nudge" && !isWaiting ? { kind: "check_in" } : draft !== null ? { reply: draft.id } : {};
  return (
    <ButtonLink
      size="md"
      variant={next === null || isWaiting ? "default" : "filled"}
      to="/invitations/$invitationId/reply"
      params={{ invitationId: invitation.id }}
      search={search}
      rightSection={<IconArrowRight size={18} aria-hidden />}
    >
      {words(next ?? (draft !== null ? "send_draft" : "send_reply"), draft)}
    </ButtonLink>
  );
}
