import { ActionIcon, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { AnchorLink } from "~/parts/links";
import { Moment } from "~/parts/Moment";
import type { Contact, Touchpoint } from "~/queries/contacts";
import { replyQuery } from "~/queries/replies";

import classes from "./people.module.css";
import { usePeopleActs } from "./usePeopleActs";

interface Props {
  contact: Contact;
  touchpoint: Touchpoint;
  /** It was taken away: the keyboard needs another place. */
  onGone: () => void;
}

/** One time that one spoke: when, how, about what. A reply that went out is a fact, and goes with its answer alone. */
export function OneTalk({ contact, touchpoint, onGone }: Props) {
  const { t } = useTranslation(["people", "vocabulary"]);
  const acts = usePeopleActs();
  const { spoke_at: at, medium, note, reply_id: replyId } = touchpoint;
  return (
    <li className={classes.talk}>
      <div style={{ minWidth: 0, flex: 1 }}>
        <Text size="sm" fw={560}>
          <Moment at={at} show="day" />
          {medium !== null && (
            <Text component="span" size="sm" c="dimmed" fw={400}>
              {" "}
              · {t(`vocabulary:medium.${medium}`)}
            </Text>
          )}
        </Text>
        {note !== null && (
          <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
            {note}
          </Text>
        )}
        {replyId !== null && <OfReply replyId={replyId} />}
      </div>
      {replyId === null && (
        <ActionIcon
          variant="subtle"
          color="gray"
          c="dimmed"
          size={40}
          aria-label={t("talks.remove")}
          title={t("talks.remove")}
          onClick={() => void acts.unsay(contact, touchpoint).then(onGone, () => undefined)}
        >
          <IconTrash size={18} aria-hidden />
        </ActionIcon>
      )}
    </li>
  );
}

/** The reply that it was; it leads to its invitation, as long as that is there. */
function OfReply({ replyId }: { replyId: string }) {
  const { t } = useTranslation(["people", "vocabulary"]);
  const { data: reply } = useQuery(replyQuery(replyId));
  if (reply === undefined)
    return (
      <Text size="sm" c="dimmed">
        {t("talks.reply")}
      </Text>
    );
  return (
    <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
      {t(`vocabulary:kind.${reply.kind}`)}:{" "}
      <AnchorLink
        to="/invitations/$invitationId"
        params={{ invitationId: reply.invitation_id }}
        size="sm"
        underline="always"
      >
        {reply.subject}
      </AnchorLink>
    </Text>
  );
}
