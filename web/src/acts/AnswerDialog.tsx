import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Dialog } from "~/parts/Dialog";
import type { Invitation } from "~/queries/invitations";

import { AnswerForm } from "./AnswerForm";
import { useActs } from "./useActs";

export interface AnswerDialogProps {
  invitation: Pick<Invitation, "id" | "company" | "permitted_answers">;
  onClose: () => void;
  /** After the answer was noted. */
  onDone?: () => void;
}

export default function AnswerDialog({ invitation, onClose, onDone }: AnswerDialogProps) {
  const { t } = useTranslation();
  const acts = useActs();
  return (
    <Dialog title={t("answered.title", { company: invitation.company })} onClose={onClose}>
      {invitation.permitted_answers.length === 0 ? (
        <Text>{t("answered.none_permitted")}</Text>
      ) : (
        <AnswerForm
          kinds={invitation.permitted_answers}
          onCancel={onClose}
          onAnswer={async (answer) => {
            await acts.answer(invitation, answer);
            onClose();
            onDone?.();
          }}
        />
      )}
    </Dialog>
  );
}
