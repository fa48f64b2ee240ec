import { Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import type { FieldName } from "~/parts/invitation-form/fields";
import { InvitationForm } from "~/parts/invitation-form/InvitationForm";
import type { Writing } from "~/parts/invitation-form/useWriting";
import type { Reading } from "~/queries/intake";

import { BesideMessage } from "./BesideMessage";
import { candidatesOf, noteOf } from "./guesses";
import { GuessNote } from "./GuessNote";
import type { Shown } from "./Message";
import type { Headed } from "./MessageHead";
import { useGuessWords } from "./useGuessWords";

export interface Read {
  text: string;
  found: Reading;
  head?: Headed;
}

interface Props {
  writing: Writing;
  /** The message that the form was filled from; null where there is none. */
  message: Read | null;
  /** What to know before looking the form over. */
  before?: ReactNode;
  /** Fields that have no place in this form. */
  without?: readonly FieldName[];
  onSubmit: () => void;
  /** What can be done about the message. */
  acts?: ReactNode;
  /** What ends the form: a refusal, and the button that sends it. */
  children: ReactNode;
}

/** An invitation as a form, each field with what it rests on, and beside it the message that it was filled from. */
export function GuessedForm({ writing, message, before, without, onSubmit, acts, children }: Props) {
  const { t } = useTranslation("record");
  const { written, wall, write } = writing;
  const [shown, setShown] = useState<Shown | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const words = useGuessWords(wall);

  const found = message?.found ?? null;
  const notes = (name: FieldName) =>
    found === null ? null : noteOf(name, written[name], candidatesOf(found, name), wall);
  const show = (name: FieldName, isAsked = false) => {
    const taken = notes(name)?.taken;
    if (taken !== null && taken !== undefined) setShown({ name, candidate: taken });
    if (isAsked) setIsOpen(true);
  };
  const beneath = (name: FieldName): ReactNode => {
    const note = notes(name);
    if (note !== null && (note.taken !== null || note.others.length > 0))
      return (
        <GuessNote
          name={name}
          {...note}
          say={(candidate) => words.say(name, candidate)}
          onShow={(candidate) => setShown({ name, candidate })}
          onOpen={() => show(name, true)}
          onUse={(candidate) => write(name, words.written(name, candidate))}
        />
      );
    return name === "received_at" || name === "respond_by" ? (
      <Text span size="sm" c="dimmed">
        {t(`hint.${name}`)}
      </Text>
    ) : null;
  };
  const form = (
    <>
      {before}
      <InvitationForm
        written={written}
        onChange={write}
        problems={writing.problems}
        attempts={writing.attempts}
        without={without}
        beneath={beneath}
        onFocusField={show}
        onSubmit={onSubmit}
      >
        {children}
      </InvitationForm>
    </>
  );
  if (message === null) return form;
  return (
    <BesideMessage
      text={message.text}
      head={message.head}
      marks={words.marks(message.found, written)}
      shown={shown}
      isOpen={isOpen}
      onToggle={() => setIsOpen(!isOpen)}
      acts={acts}
    >
      {form}
    </BesideMessage>
  );
}
