import { ActionIcon, Button, Text, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy, IconRefresh } from "@tabler/icons-react";
import { type ReactNode, type Ref, useId } from "react";
import { useTranslation } from "react-i18next";

import classes from "./compose.module.css";
import type { Words } from "./letter";
import { MarkedText } from "./MarkedText";
import type { Placed } from "./spans";
import { useCopy } from "~/parts/useCopy";
import type { Span } from "~/text/spans";

interface Props {
  ref: Ref<HTMLTextAreaElement>;
  to: ReactNode;
  language: string;
  words: Words;
  edit: (words: Partial<Words>) => void;
  onSelect: (span: Span) => void;
  placed: readonly Placed[];
  active: string | null;
  isWaiting: boolean;
  /** The words are those of a choice before, and no longer what is to be said. */
  isFormer: boolean;
  errors: Readonly<Record<string, string>>;
  rephrase: () => void;
  foot: ReactNode;
}

/** The letter: to whom, about what, and the words. */
export function Paper({ ref, to, language, words, edit, isFormer, errors, rephrase, foot, ...marked }: Props) {
  const { t } = useTranslation("compose");
  const id = useId();
  return (
    <div className={classes.paper} data-former={isFormer || undefined}>
      <div className={`${classes.line} ${classes.to}`}>
        <span className={classes.lineLabel}>{t("letter.to")}</span>
        {to}
        <Button
          variant="subtle"
          size="compact-sm"
          h={40}
          leftSection={<IconRefresh size={16} aria-hidden />}
          onClick={rephrase}
          style={{ flex: "none", marginInlineStart: "auto" }}
        >
          {t("acts.rephrase")}
        </Button>
      </div>
      <div className={classes.line}>
        <label className={classes.lineLabel} htmlFor={id}>
          {t("letter.subject")}
        </label>
        <input
          id={id}
          className={classes.subject}
          lang={language}
          value={words.subject}
          maxLength={500}
          aria-invalid={errors.subject !== undefined || undefined}
          aria-describedby={errors.subject === undefined ? undefined : `${id}-error`}
          onChange={(event) => edit({ subject: event.currentTarget.value })}
        />
        {!isFormer && <CopySubject subject={words.subject} />}
      </div>
      {errors.subject !== undefined && (
        <Text id={`${id}-error`} role="alert" size="sm" c="red" px={20} py={6}>
          {errors.subject}
        </Text>
      )}
      <MarkedText
        ref={ref}
        label={t("letter.body")}
        language={language}
        text={words.body}
        onChange={(body) => edit({ body })}
        {...marked}
      />
      <div className={classes.foot}>{foot}</div>
    </div>
  );
}

function CopySubject({ subject }: { subject: string }) {
  const { t } = useTranslation("compose");
  const { copy, isCopied } = useCopy();
  return (
    <Tooltip label={isCopied ? t("acts.copied") : t("letter.copy_subject")} openDelay={400}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={40}
        aria-label={t("letter.copy_subject")}
        onClick={() => copy(subject)}
      >
        {isCopied ? <IconCheck size={17} aria-hidden /> : <IconCopy size={17} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
}
