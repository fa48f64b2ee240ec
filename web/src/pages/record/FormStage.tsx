import { Button, Group, Stack, Text } from "@mantine/core";
import { IconMessage2 } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Failure } from "~/parts/Failure";
import type { FieldName } from "~/parts/invitation-form/fields";
import { InvitationForm } from "~/parts/invitation-form/InvitationForm";
import type { Reading } from "~/queries/intake";

import { Before } from "./Before";
import { candidatesOf, noteOf } from "./guesses";
import { GuessNote } from "./GuessNote";
import { Message, type Shown } from "./Message";
import { RecordedBefore, wasRecordedBefore } from "./RecordedBefore";
import classes from "./Record.module.css";
import { useGuessWords } from "./useGuessWords";
import type { Recording } from "./useRecording";

interface Props {
  recording: Recording;
  reading: { text: string; found: Reading } | null;
  onBack: () => void;
}

/** The form, and beside it the message that it was filled from. */
export function FormStage({ recording, reading, onBack }: Props) {
  const { t } = useTranslation("record");
  const { written, wall, write } = recording;
  const [shown, setShown] = useState<Shown | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const words = useGuessWords(wall);
  useEffect(() => {
    // With guesses, what was found is heard first; an empty form begins with its first field.
    place.current?.querySelector<HTMLElement>(reading === null ? "input" : "[data-found]")?.focus();
  }, [reading]);

  const found = reading?.found ?? null;
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
  const isKept = reading !== null && written.notes.includes(reading.text);
  const form = (
    <Stack gap="lg" ref={place} style={{ minWidth: 0 }}>
      {found !== null && <Before found={found} written={written} />}
      <InvitationForm
        written={written}
        onChange={write}
        problems={recording.problems}
        attempts={recording.attempts}
        beneath={beneath}
        onFocusField={show}
        onSubmit={recording.submit}
      >
        {recording.refusal !== null &&
          (wasRecordedBefore(recording.refusal) ? (
            <RecordedBefore refusal={recording.refusal} />
          ) : (
            <Failure error={recording.refusal} />
          ))}
        <Group gap="sm">
          <Button type="submit" size="md" loading={recording.isSaving}>
            {t("form.save")}
          </Button>
          {reading === null && (
            <Button size="md" variant="subtle" leftSection={<IconMessage2 size={18} aria-hidden />} onClick={onBack}>
              {t("form.paste_instead")}
            </Button>
          )}
        </Group>
      </InvitationForm>
    </Stack>
  );
  if (reading === null) return form;
  return (
    <div className={classes.columns}>
      {form}
      <Message
        text={reading.text}
        marks={words.marks(reading.found, written)}
        shown={shown}
        isOpen={isOpen}
        onToggle={() => setIsOpen(!isOpen)}
        onChange={onBack}
        onKeep={
          isKept
            ? undefined
            : () => write("notes", written.notes === "" ? reading.text : `${written.notes}\n\n${reading.text}`)
        }
      />
    </div>
  );
}
