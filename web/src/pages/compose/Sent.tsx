import { Button, Group, Text, Title } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { Moment } from "~/parts/Moment";
import type { Invitation } from "~/queries/invitations";
import type { Reply } from "~/queries/replies";

import classes from "./compose.module.css";
import { useSpan } from "./useSpan";

interface Props {
  invitation: Invitation;
  reply: Reply;
  /** Null where the reply answered nothing, and so nothing can be taken back. */
  undo: (() => void) | null;
  isUndoing: boolean;
}

/** It is out: a quiet moment, and the way on. */
export function Sent({ invitation, reply, undo, isUndoing }: Props) {
  const { t } = useTranslation("compose");
  const heading = useRef<HTMLHeadingElement>(null);
  const span = useSpan();
  useEffect(() => heading.current?.focus(), []);
  const isHeld = reply.kind === "hold";
  const title =
    undo === null || reply.sent_at === null
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
        {undo !== null && (
          <Button variant="subtle" size="md" onClick={undo} loading={isUndoing}>
            {t("sent.undo")}
          </Button>
        )}
      </Group>
    </div>
  );
}
