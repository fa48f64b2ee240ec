import { IconArrowRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { ButtonLink } from "~/parts/links";
import type { Invitation } from "~/queries/invitations";
import type { Steps } from "~/queries/steps";

interface Props {
  invitation: Invitation;
  steps: Steps;
}

/** The next step as the server names it, else the reply that may be written: a way to the composer. */
export function NextStep({ invitation, steps }: Props) {
  const { t } = useTranslation("vocabulary");
  const { next_step: next, draft, permitted_answers: permitted } = steps;
  if (next === null && permitted.length === 0) return null;
  const search = next === "nudge" ? { kind: "check_in" } : draft !== null ? { reply: draft.id } : {};
  return (
    <ButtonLink
      size="md"
      variant={next === null ? "default" : "filled"}
      to="/invitations/$invitationId/reply"
      params={{ invitationId: invitation.id }}
      search={search}
      rightSection={<IconArrowRight size={18} aria-hidden />}
    >
      {t(`next_step.${next ?? (draft !== null ? "send_draft" : "send_reply")}`)}
    </ButtonLink>
  );
}
