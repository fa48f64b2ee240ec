import { Button, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { senderOf } from "~/parts/message/MessageHead";
import { Moment } from "~/parts/Moment";
import type { MessageSummary } from "~/queries/messages";

import classes from "./messages.module.css";
import { useAside } from "./useAside";

/** A message in a list: from whom, about what, why it waits; and the way to put it aside or back. */
export function Row({ message }: { message: MessageSummary }) {
  const { t } = useTranslation("messages");
  const { setAside, letWait } = useAside();
  const subject = message.subject ?? message.calendar?.summary ?? t("head.no_subject");
  const isAside = message.state === "dismissed";
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <Link to="/messages/$messageId" params={{ messageId: message.id }} className={classes.subject}>
          {subject}
        </Link>
        <Text size="sm" c="dimmed" className="numbers">
          {senderOf(message) ?? t("head.unknown")} · <Moment at={message.received_at} /> · {t(`way.${message.way}`)}
        </Text>
        {message.because !== null && <Text size="sm">{message.because}</Text>}
      </div>
      <Button
        variant="subtle"
        h={40}
        aria-label={`${t(isAside ? "act.let_wait" : "act.set_aside")}: ${subject}`}
        onClick={() => (isAside ? letWait(message) : setAside(message))}
      >
        {t(isAside ? "act.let_wait" : "act.set_aside")}
      </Button>
    </li>
  );
}
