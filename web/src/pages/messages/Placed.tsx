import { Group, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ButtonLink } from "~/parts/links";
import { BesideMessage } from "~/parts/message/BesideMessage";
import { CalendarRequest } from "~/parts/message/CalendarRequest";
import type { Message } from "~/queries/messages";

/** A message that has its place: what came of it, and the way there. */
export function Placed({ message }: { message: Message }) {
  const { t } = useTranslation("messages");
  const [isOpen, setOpen] = useState(true);
  return (
    <BesideMessage text={message.text} head={message} isOpen={isOpen} onToggle={() => setOpen(!isOpen)}>
      <Text>{t(`came.${message.outcome}`)}</Text>
      {message.calendar !== null && <CalendarRequest calendar={message.calendar} />}
      {message.invitation_id !== null && (
        <Group>
          <ButtonLink size="md" to="/invitations/$invitationId" params={{ invitationId: message.invitation_id }}>
            {t("act.open_invitation")}
          </ButtonLink>
        </Group>
      )}
    </BesideMessage>
  );
}
