import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { AnchorLink } from "~/parts/links";
import { useSpeakWords } from "~/parts/useSpeakWords";
import { ofReplyQuery } from "~/queries/contacts";
import type { Invitation } from "~/queries/invitations";
import type { Reply } from "~/queries/replies";

/** When one will be reminded to say hello to whoever the reply went to, where the door stays open. */
export function SayHello({ invitation, reply }: { invitation: Invitation; reply: Reply }) {
  const { t } = useTranslation("compose");
  const words = useSpeakWords();
  const { data: person } = useQuery(ofReplyQuery(invitation, reply));
  if (person === undefined || person === null || person.speak_on === null) return null;
  return (
    <Text size="sm">
      {t("sent.say_hello")}{" "}
      <AnchorLink to="/people/$contactId" params={{ contactId: person.id }} size="sm" underline="always">
        {person.name}
      </AnchorLink>
      , {words.day(person.speak_on)}
    </Text>
  );
}
