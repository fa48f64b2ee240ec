import { Button, Collapse, Group, Paper, Text, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { FieldName } from "~/parts/invitation-form/fields";
import type { Candidate } from "~/queries/intake";

import { type Mark, piecesOf } from "./marks";
import classes from "./Record.module.css";

export interface Shown {
  name: FieldName;
  candidate: Candidate;
}

interface Props {
  text: string;
  /** Where the fields' values were found. */
  marks: readonly Mark[];
  /** The evidence that is looked at just now. */
  shown: Shown | null;
  isOpen: boolean;
  onToggle: () => void;
  onChange: () => void;
  /** Put the message into the notes; left out where it stands there already. */
  onKeep?: () => void;
}

/** The message beside the form, with the places that the guesses rest on. */
export function Message({ text, marks, shown, isOpen, onToggle, onChange, onKeep }: Props) {
  const { t } = useTranslation("record");
  const isWide = useMediaQuery("(min-width: 75em)", true, { getInitialValueInEffect: false });
  const content = (
    <>
      <Words text={text} marks={marks} shown={shown} />
      <Text size="sm" c="dimmed" mt="xs" mih={22} aria-live="polite">
        {shown?.candidate.why}
      </Text>
      <Group gap="xs" mt={4}>
        <Button variant="default" h={40} onClick={onChange}>
          {t("message.change")}
        </Button>
        <Button variant="default" h={40} onClick={onKeep} disabled={onKeep === undefined}>
          {t(onKeep === undefined ? "message.in_notes" : "message.into_notes")}
        </Button>
      </Group>
    </>
  );
  return (
    <Paper
      bg="var(--surface)"
      p="md"
      radius="lg"
      withBorder
      component="section"
      aria-labelledby="message"
      className={classes.message}
    >
      <Group justify="space-between" gap="xs" mb={4}>
        <Title order={2} fz="h6" id="message">
          {t("message.title")}
        </Title>
        {!isWide && (
          <Button variant="subtle" h={40} onClick={onToggle} aria-expanded={isOpen}>
            {t(isOpen ? "message.hide" : "message.show")}
          </Button>
        )}
      </Group>
      {isWide ? content : <Collapse expanded={isOpen}>{isOpen && content}</Collapse>}
    </Paper>
  );
}

function Words({ text, marks, shown }: Pick<Props, "text" | "marks" | "shown">) {
  const { t } = useTranslation("record");
  const now = useRef<HTMLElement>(null);
  const place = shown === null || shown.candidate.evidence.source !== "text" ? null : shown.candidate.evidence;
  useEffect(() => {
    now.current?.scrollIntoView({ block: "nearest" });
  }, [place]);
  const all =
    place === null || shown === null ? marks : [...marks, { name: shown.name, start: place.start, end: place.end }];
  return (
    <div
      className={classes.words}
      role="group"
      aria-label={t("message.title")}
      // What scrolls can be scrolled by the keyboard.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      {piecesOf(text, all).map(({ text: piece, names }, at) => {
        if (names.length === 0) return <span key={at}>{piece}</span>;
        const isShown = shown !== null && names.includes(shown.name);
        return (
          <mark key={at} ref={isShown ? now : undefined} className={classes.mark} data-shown={isShown || undefined}>
            {piece}
          </mark>
        );
      })}
    </div>
  );
}
