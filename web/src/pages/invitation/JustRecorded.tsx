import { Alert, Group } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { ButtonLink } from "~/parts/links";
import type { Invitation } from "~/queries/invitations";
import { useMomentWords } from "~/time/moment";

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** The invitation was recorded just now, on the page before. */
    isJustRecorded?: boolean;
  }
}

/** Says that it is kept, until when the answer is due, and where to go on; only on the way from recording it. */
export function JustRecorded({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation("invitation");
  const moment = useMomentWords();
  const isJustRecorded = useLocation({ select: ({ state }) => state.isJustRecorded === true });
  const note = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isJustRecorded) note.current?.focus();
  }, [isJustRecorded]);
  if (!isJustRecorded) return null;
  return (
    <Alert
      ref={note}
      tabIndex={-1}
      role="status"
      mb="lg"
      color="ink"
      icon={<IconCircleCheck aria-hidden />}
      title={t("recorded.title", { company: invitation.company })}
      style={{ outline: "none" }}
    >
      {t(invitation.attention === null ? "recorded.kept" : "recorded.until", {
        until: moment.instant(invitation.respond_by),
      })}
      <Group gap="xs" mt="sm">
        <ButtonLink to="/invitations/$invitationId/reply" params={{ invitationId: invitation.id }} search={{}}>
          {t("recorded.reply")}
        </ButtonLink>
        <ButtonLink to="/record" variant="default">
          {t("recorded.another")}
        </ButtonLink>
      </Group>
    </Alert>
  );
}
