import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { ButtonLink } from "~/parts/links";
import type { Import, useTakeBack } from "~/queries/imports";

import { MessageLook } from "./MessageLook";
import { corrected, type FileMessage, type Given, useCorrecting } from "./useCorrecting";
import type { Saving } from "./useSaving";

interface Props {
  shown: Import;
  message: FileMessage;
  saving: Saving;
  letGo: ReturnType<typeof useTakeBack>;
}

/** A file with one message: looked over, corrected, and saved by one button, which leads to its invitation. */
export function OneMessage({ shown, message, saving, letGo }: Props) {
  const { t } = useTranslation("messages");
  const navigate = useNavigate();
  const asked = useCorrecting(shown);
  const { outcome } = message;
  const isNothing = outcome === "known" || outcome === "skipped";
  const save = (better: Given | null) =>
    saving.save(shown, better === null ? null : corrected(shown, message.number, better));
  return (
    <MessageLook
      shown={shown}
      message={message}
      asked={asked}
      failure={saving.error ?? letGo.error}
      onSave={save}
      save={isNothing ? null : t(`save.${outcome}`)}
      isSaving={saving.isSaving}
      isGuarded={!letGo.isPending}
    >
      {outcome === "known" && message.invitation_id !== null && (
        <ButtonLink size="md" to="/invitations/$invitationId" params={{ invitationId: message.invitation_id }}>
          {t("act.open_invitation")}
        </ButtonLink>
      )}
      {outcome === "known" && message.invitation_id === null && (
        <ButtonLink size="md" to="/messages">
          {t("act.open_waiting")}
        </ButtonLink>
      )}
      <Button
        size="md"
        variant="subtle"
        loading={letGo.isPending}
        disabled={saving.isSaving}
        onClick={() => letGo.mutate(shown.id, { onSuccess: () => void navigate({ to: "/import" }) })}
      >
        {t("act.let_go")}
      </Button>
    </MessageLook>
  );
}
