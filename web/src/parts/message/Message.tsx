import { Button, Collapse, Group, Paper, Text, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";

import type { FieldName } from "~/parts/invitation-form/fields";
import type { Candidate } from "~/queries/intake";

import type { Mark } from "./marks";
import { Marked } from "./Marked";
import classes from "./Message.module.css";
import { type Headed, MessageHead } from "./MessageHead";

export interface Shown {
  name: FieldName;
  candidate: Candidate;
}

interface Props {
  text: string;
  /** Who sent it and when, where that is known beside the text. */
  head?: Headed;
  /** Where the fields' values were found: in the text, and in the subject. */
  marks?: { text: readonly Mark[]; subject: readonly Mark[] };
  /** The evidence that is looked at just now. */
  shown?: Shown | null;
  isOpen: boolean;
  onToggle: () => void;
  /** What can be done about the message. */
  children?: ReactNode;
}

const NOWHERE = { text: [], subject: [] } as const;

/** The message beside what is made of it, with the places that the guesses rest on. */
export function Message({ text, head, marks = NOWHERE, shown = null, isOpen, onToggle, children }: Props) {
  const { t } = useTranslation("record");
  const id = useId();
  const isWide = useMediaQuery("(min-width: 75em)", true, { getInitialValueInEffect: false });
  const content = (
    <>
      <div
        className={classes.words}
        role="group"
        aria-label={t("message.title")}
        // What scrolls can be scrolled by the keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
      >
        <Marked text={text} marks={marks.text} shown={shown} source="text" />
      </div>
      <Text size="sm" c="dimmed" mt="xs" mih={22} aria-live="polite">
        {shown?.candidate.why}
      </Text>
      {children !== undefined && (
        <Group gap="xs" mt={4}>
          {children}
        </Group>
      )}
    </>
  );
  return (
    <Paper
      bg="var(--surface)"
      p="md"
      radius="lg"
      withBorder
      component="section"
      aria-labelledby={id}
      className={classes.message}
    >
      <Group justify="space-between" gap="xs" mb={4}>
        <Title order={2} fz="h6" id={id}>
          {t("message.title")}
        </Title>
        {!isWide && (
          <Button variant="subtle" h={40} onClick={onToggle} aria-expanded={isOpen}>
            {t(isOpen ? "message.hide" : "message.show")}
          </Button>
        )}
      </Group>
      {head !== undefined && <MessageHead head={head} marks={marks.subject} shown={shown} />}
      {isWide ? content : <Collapse expanded={isOpen}>{isOpen && content}</Collapse>}
    </Paper>
  );
}
