import { Group, Stack, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Failure } from "~/parts/Failure";
import { ButtonLink } from "~/parts/links";
import { senderOf } from "~/parts/message/MessageHead";
import type { Import, useTakeBack } from "~/queries/imports";
import { messagesOfImportQuery, type MessageSummary } from "~/queries/messages";

import classes from "../importing.module.css";
import { TakeBack } from "../TakeBack";
import { useArrival } from "../useArrival";
import { FATE_ICONS } from "./Fate";
import own from "./messages.module.css";

/** What came of the messages of a file, each with the way to its invitation; and the way to take it back. */
export function Received({ shown, takeBack }: { shown: Import; takeBack: ReturnType<typeof useTakeBack> }) {
  const { t } = useTranslation(["messages", "importing"]);
  const arrival = useArrival();
  const { data, error, refetch } = useQuery(messagesOfImportQuery(shown.id));
  const waiting = data?.items.filter(({ state }) => state === "waiting").length ?? 0;
  const { added, known } = shown.counts;
  const items = data?.items ?? [];
  return (
    <Stack gap="lg">
      <Stack gap="sm" className={classes.card}>
        <Group gap="xs" wrap="nowrap" align="flex-start">
          <IconCircleCheck color="var(--attention-on_track)" aria-hidden style={{ flexShrink: 0 }} />
          <h2 {...arrival} className={classes.heading}>
            {added > 0 ? t("importing:done.imported", { count: added }) : t("received.title")}
          </h2>
        </Group>
        {waiting > 0 && <Text>{t("received.waiting", { count: waiting })}</Text>}
        {known > 0 && <Text>{t("importing:done.known", { count: known })}</Text>}
        <Group gap="xs" mt={4}>
          {waiting > 0 && (
            <ButtonLink to="/messages" h={42}>
              {t("act.open_waiting")}
            </ButtonLink>
          )}
          <ButtonLink to="/" h={42} variant={waiting > 0 ? "default" : "filled"}>
            {t("importing:done.home")}
          </ButtonLink>
          <ButtonLink to="/import" variant="subtle" h={42}>
            {t("importing:done.another")}
          </ButtonLink>
          {(added > 0 || waiting > 0) && <TakeBack shown={shown} takeBack={takeBack} variant="subtle" />}
        </Group>
      </Stack>
      {error !== null && data === undefined && <Failure error={error} retry={() => void refetch()} />}
      {items.length > 0 && (
        <ul className={classes.rows} aria-label={t("received.list")}>
          {items.map((one) => (
            <Came key={one.id} one={one} />
          ))}
        </ul>
      )}
    </Stack>
  );
}

function Came({ one }: { one: MessageSummary }) {
  const { t } = useTranslation("messages");
  const Icon = FATE_ICONS[one.outcome];
  const subject = one.subject ?? one.calendar?.summary ?? t("head.no_subject");
  const about = [t(`came.${one.outcome}`), senderOf(one)].filter((part) => part !== null);
  return (
    <li>
      {one.invitation_id !== null ? (
        <Link to="/invitations/$invitationId" params={{ invitationId: one.invitation_id }} className={classes.name}>
          {subject}
        </Link>
      ) : (
        <Link to="/messages/$messageId" params={{ messageId: one.id }} className={classes.name}>
          {subject}
        </Link>
      )}
      <Text size="sm" c="dimmed" className={own.listedFate}>
        <Icon size={17} aria-hidden />
        <span>{about.join(" · ")}</span>
      </Text>
    </li>
  );
}
