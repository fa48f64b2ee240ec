import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Invitation } from "~/queries/invitations";
import type { Reply } from "~/queries/replies";

interface Props {
  invitation: Invitation;
  draft: Reply | null;
}

/** To whom the letter goes, as the server says of a stored draft; before there is one, the contact as it is recorded. */
export function Recipient({ invitation: { contact_email: contact, contact_name: name }, draft }: Props) {
  const { t } = useTranslation("compose");
  const address = draft?.recipient ?? contact;
  const isContact = address !== null && address.toLowerCase() === contact?.toLowerCase();
  return (
    <Text
      size="sm"
      c={address === null ? "dimmed" : undefined}
      style={{ flex: "1 1 11rem", minWidth: 0, overflowWrap: "anywhere" }}
    >
      {isContact && name !== null && (
        <Text component="span" inherit fw={560}>
          {name}{" "}
        </Text>
      )}
      {address ?? t("letter.no_address")}
    </Text>
  );
}
