import { Button, Stack, Text } from "@mantine/core";
import { IconCheck, IconChecks, IconCopy, IconMail, IconSend } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import classes from "./compose.module.css";
import { useCopy } from "~/parts/useCopy";

/** Mail programs on Windows cut longer links short without a word. */
const LONGEST_LINK = 2_000;

export interface Off {
  reason: string;
  /** What is missing; null while the letter is on its way. */
  why: string | null;
}

/** An act that is off can still be reached, so that it can tell why. */
export const offProps = (off: Off | null) =>
  off === null
    ? {}
    : { "aria-disabled": true, "aria-describedby": off.reason, ...(off.why !== null && { "data-disabled": true }) };

interface Props {
  body: string;
  /** The link that opens the words in the mail program, where the server has it. */
  mailto: string | null;
  /** Why nothing goes out as it stands, and the name of the place that says so; null where it may. */
  off: Off | null;
  /** Runs what takes the words out, unless something must be mended or said first. */
  release: (go: () => void) => void;
  openMail: () => void;
  /** Asks whether it may leave from here; null where there is no mail server that it could leave by. */
  send: (() => void) | null;
  /** As whom it would leave. */
  from: string | null;
  keep: () => void;
  sayOut: () => void;
  isOut: boolean;
  isBusy: boolean;
}

/** Getting the words out: sent from here, into the mail program, onto the clipboard; and saying that they went. */
export function Acts({ body, mailto, off, release, openMail, send, from, keep, sayOut, isOut, isBusy }: Props) {
  const { t } = useTranslation("compose");
  const { copy, isCopied } = useCopy();
  const isTooLong = (mailto?.length ?? 0) > LONGEST_LINK;
  return (
    <Stack gap={8}>
      <div className={classes.acts}>
        {send !== null && (
          <Button
            size="md"
            variant={isOut ? "default" : "filled"}
            leftSection={<IconSend size={18} aria-hidden />}
            loading={isBusy}
            onClick={() => release(send)}
            aria-keyshortcuts="Control+Enter"
            {...offProps(off)}
          >
            {t("acts.send")}
          </Button>
        )}
        <Button
          size="md"
          // First out with it, then saying so: whichever comes next is the one that stands out.
          variant={isOut || send !== null ? "default" : "filled"}
          leftSection={<IconMail size={18} aria-hidden />}
          onClick={() => release(openMail)}
          {...offProps(off)}
        >
          {t("acts.mail")}
        </Button>
        <Button
          size="md"
          variant="default"
          leftSection={isCopied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
          onClick={() =>
            release(() => {
              copy(body);
              keep();
            })
          }
          {...offProps(off)}
        >
          {isCopied ? t("acts.copied") : t("acts.copy")}
        </Button>
        <Button
          size="md"
          variant={isOut ? "filled" : "default"}
          leftSection={<IconChecks size={18} aria-hidden />}
          loading={isBusy}
          onClick={() => release(sayOut)}
          aria-keyshortcuts={send === null ? "Control+Enter" : undefined}
          {...offProps(off)}
        >
          {t("acts.sent")}
        </Button>
      </div>
      <Text size="sm" c="dimmed" id={off?.reason} role="status">
        {off !== null
          ? off.why === null
            ? t("stale.writing")
            : t("stale.nothing_yet", { why: off.why })
          : isOut
            ? t("acts.say_when_out")
            : from !== null
              ? t("acts.sends_by", { from })
              : isTooLong
                ? t("acts.too_long")
                : t("acts.nothing_goes_out")}
      </Text>
    </Stack>
  );
}
