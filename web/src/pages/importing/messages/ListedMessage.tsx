import { Button, Text } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { senderOf } from "~/parts/message/MessageHead";
import type { Import } from "~/queries/imports";
import { useMomentWords } from "~/time/moment";

import classes from "../importing.module.css";
import { FATE_ICONS } from "./Fate";
import { MessageLook } from "./MessageLook";
import own from "./messages.module.css";
import { type Correcting, type FileMessage, type Given } from "./useCorrecting";

interface Props {
  shown: Import;
  message: FileMessage;
  asked: Correcting;
}

/** One of several messages in a line, which opens to the whole of it. */
export function ListedMessage({ shown, message, asked }: Props) {
  const { t } = useTranslation("messages");
  const id = useId();
  const moment = useMomentWords();
  const [isOpen, setOpen] = useState(false);
  const [failure, setFailure] = useState<Error | null>(null);
  const { calendar, outcome } = message;
  const Icon = FATE_ICONS[outcome];
  const starts = calendar?.starts_at ?? null;
  const about = [
    starts !== null && moment.instant(starts),
    senderOf(message),
    outcome === "recorded" && message.fields?.company !== null && message.fields?.company,
  ].filter((part) => typeof part === "string");
  const isLeftOut = outcome === "skipped";

  async function keep(given: Given | null): Promise<Error | null> {
    setFailure(null);
    try {
      if (given !== null) await asked.correct(message.number, given);
      setOpen(false);
      return null;
    } catch (error) {
      setFailure(error as Error);
      return error as Error;
    }
  }
  return (
    <li>
      <div className={classes.import}>
        <div>
          <Text fw={580} style={{ overflowWrap: "anywhere" }} id={id}>
            {message.subject ?? calendar?.summary ?? t("head.no_subject")}
          </Text>
          <Text size="sm" c="dimmed" className="numbers" style={{ overflowWrap: "anywhere" }}>
            {about.join(" · ")}
          </Text>
          <Text size="sm" mt={2} className={own.listedFate}>
            <Icon size={17} aria-hidden />
            <span>
              {t(`short.${outcome}`)}
              {message.because !== null && ` · ${message.because}`}
            </span>
          </Text>
        </div>
        <Button
          variant="default"
          h={40}
          aria-expanded={isOpen}
          aria-describedby={id}
          rightSection={<IconChevronDown size={16} aria-hidden style={{ rotate: isOpen ? "180deg" : undefined }} />}
          onClick={() => setOpen(!isOpen)}
        >
          {t(isOpen ? "several.close" : "several.open")}
        </Button>
      </div>
      {isOpen && (
        <div className={own.opened}>
          <MessageLook
            shown={shown}
            message={message}
            asked={asked}
            failure={failure}
            onSave={keep}
            save={message.fields === null && outcome !== "unclear" ? null : t("several.keep")}
            isSaving={asked.isLooking}
            isGuarded={false}
          >
            {!isLeftOut && outcome !== "known" && (
              <Button
                size="md"
                variant="subtle"
                disabled={asked.isLooking}
                onClick={() => void keep({ record: false })}
              >
                {t("several.leave_out")}
              </Button>
            )}
          </MessageLook>
        </div>
      )}
    </li>
  );
}
