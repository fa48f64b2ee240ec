import { Button, Group, Text, Title } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { Moment } from "~/parts/Moment";
import type { Invitation } from "~/queries/invitations";
import type { Reply } from "~/queries/replies";

import classes from "./compose.module.css";
import { SayHello } from "./SayHello";
import { useSpan } from "./useSpan";

interface Props {
  invitation: Invitation;
  reply: Reply;
  /** Takes the word back that it went out; for one that we sent there is nothing to take back. */
  undo: () => void;
  isUndoing: boolean;
}

/** It is out: a quiet moment, and the way on. */
export function Sent({ invitation, reply, undo, isUndoing }: Props) {
  const { t } = useTranslation("compose");
  const heading = useRef<HTMLHeadingElement>(null);
  const span = useSpan();
  useEffect(() => heading.current?.focus(), []);
  const isHeld = reply.kind === "hold";
  const isAnswer = reply.kind !== "check_in";
  const wasSentHere = reply.delivery !== null && reply.delivery.approved_at !== null;
  const title =
    !isAnswer || reply.sent_at === null
      ? t("sent.kept_in_touch")
      : t("sent.title", { span: span(invitation.received_at, reply.sent_at) });
  return (
    <div className={classes.relief}>
      <div className={classes.tick} aria-hidden>
        <IconCheck size={38} stroke={2} />
      </div>
      <Title order={1} fz={26} ref={heading} tabIndex={-1} style={{ outline: "none" }}>
        {title}
      </Title>
      <Text c="dimmed">
        {isHeld ? t("sent.held") : t("sent.about", { company: invitation.company })}
        {isHeld && invitation.status === "holding" && (
          <>
            {" "}
            <Moment at={invitation.respond_by} />
          </>
        )}
      </Text>
      {isParting(reply.kind) && <SayHello invitation={invitation} reply={reply} />}
      <Group justify="center" mt="md">
        <Button component={Link} to="/" size="md">
          {t("sent.home")}
        </Button>
        <Button
          variant="default"
          size="md"
          renderRoot={(props) => (
            <Link to="/invitations/$invitationId" params={{ invitationId: invitation.id }} {...props} />
          )}
        >
          {t("sent.invitation")}
        </Button>
        {isAnswer && !wasSentHere && (
          <Button variant="subtle" size="md" onClick={undo} loading={isUndoing}>
            {t("sent.undo")}
          </Button>
        )}
      </Group>
    </div>
  );
}

/** After these one meets again only if somebody says hello. */
function isParting(kind: Reply["kind"]): boolean {
  return kind === "decline" || kind === "withdraw";
}
