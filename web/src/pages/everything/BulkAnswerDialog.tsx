import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { AnswerForm } from "~/acts/AnswerForm";
import type { Schemas } from "~/api/client";
import { Dialog } from "~/parts/Dialog";
import type { Invitation } from "~/queries/invitations";

interface Props {
  chosen: readonly Invitation[];
  onAnswer: (answer: Schemas["AnswerPut"]) => void;
  onClose: () => void;
}

/** One answer for all that are chosen; those that don't take it are named afterwards. */
export function BulkAnswerDialog({ chosen, onAnswer, onClose }: Props) {
  const { t } = useTranslation(["everything", "common"]);
  const kinds = [...new Set(chosen.flatMap((invitation) => invitation.permitted_answers))];
  return (
    <Dialog title={t("bulk.answer_title", { count: chosen.length })} onClose={onClose}>
      {kinds.length === 0 ? (
        <Text>{t("common:answered.none_permitted")}</Text>
      ) : (
        <AnswerForm
          kinds={kinds}
          onCancel={onClose}
          onAnswer={(answer) => {
            onAnswer(answer);
            onClose();
            return Promise.resolve();
          }}
        />
      )}
    </Dialog>
  );
}
