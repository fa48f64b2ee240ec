import { Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Failure } from "~/parts/Failure";
import type { Import, useConfirm, useTakeBack } from "~/queries/imports";

import { Decide } from "../Decide";
import classes from "../importing.module.css";
import { useArrival } from "../useArrival";
import { ListedMessage } from "./ListedMessage";
import { useCorrecting } from "./useCorrecting";

interface Props {
  shown: Import;
  confirm: ReturnType<typeof useConfirm>;
  letGo: ReturnType<typeof useTakeBack>;
}

/** A file with several messages: each can be opened and corrected, and all are imported as they are shown. */
export function SeveralMessages({ shown, confirm, letGo }: Props) {
  const { t } = useTranslation("messages");
  const arrival = useArrival();
  const asked = useCorrecting(shown);
  const { counts, messages, problems } = shown;
  const failed = confirm.error ?? letGo.error;
  const unread = problems.filter(({ severity }) => severity === "error");
  const readable = counts.rows - counts.errors;
  return (
    <Stack gap="lg">
      <section>
        <h2 {...arrival} className={classes.heading}>
          {t("several.title", { count: readable })}
        </h2>
        <Text size="sm" c="dimmed">
          {t("several.about")}
        </Text>
        {messages.length < readable && (
          <Text size="sm" c="dimmed">
            {t("several.first", { count: messages.length })}
          </Text>
        )}
      </section>
      <ul className={classes.rows} aria-label={t("several.list")}>
        {messages.map((message) => (
          <ListedMessage key={message.number} shown={shown} message={message} asked={asked} />
        ))}
      </ul>
      {unread.length > 0 && (
        <section>
          <h2 className={classes.heading}>{t("several.unread", { count: counts.errors })}</h2>
          <ul className={classes.rows} style={{ marginTop: 10 }}>
            {unread.map(({ line, message }) => (
              <li key={line}>
                <Text size="sm" c="dimmed">
                  {t("several.line", { line })}
                </Text>
                <Text size="sm">{message}</Text>
              </li>
            ))}
          </ul>
        </section>
      )}
      {failed !== null && <Failure error={failed} />}
      <Decide shown={shown} isLooking={asked.isLooking} confirm={confirm} letGo={letGo} />
    </Stack>
  );
}
