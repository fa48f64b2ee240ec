import { Button, Group, Stack, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { Failure } from "~/parts/Failure";
import type { FieldName } from "~/parts/invitation-form/fields";
import { type Known, type Said } from "~/parts/invitation-form/written";
import { useWriting } from "~/parts/invitation-form/useWriting";
import { LeaveGuard } from "~/parts/LeaveGuard";
import { BesideMessage } from "~/parts/message/BesideMessage";
import { CalendarRequest } from "~/parts/message/CalendarRequest";
import { Found } from "~/parts/message/Found";
import { GuessedForm } from "~/parts/message/GuessedForm";
import { Notices } from "~/parts/message/Notices";
import { Suggestions } from "~/parts/message/Suggestions";
import type { Import } from "~/queries/imports";

import { Fate } from "./Fate";
import { type Correcting, type FileMessage, type Given, saidOf } from "./useCorrecting";

/** What a message in a file can't say: who else recorded it. */
const ELSEWHERE: readonly FieldName[] = ["source", "external_id"];

interface Props {
  shown: Import;
  message: FileMessage;
  asked: Correcting;
  /** A refusal of what was saved. */
  failure: Error | null;
  /** Take what the form says, together with what was said before; null where there is nothing new. Returns a refusal. */
  onSave: (better: Given | null) => Promise<Error | null>;
  /** How the button is called that does it. */
  save: string | null;
  isSaving: boolean;
  /** Whether leaving loses what was typed. */
  isGuarded: boolean;
  /** Further buttons beside it. */
  children: ReactNode;
}

/** One message of a file: what would come of it, where it may belong, its guesses to be corrected, and its words. */
export function MessageLook(props: Props) {
  const { shown, message } = props;
  const said = saidOf(shown, message.number);
  // What looks like an invitation and lacks a company wants to be filled in; so does what the person calls one.
  const isWanted = message.outcome === "unclear" && (message.guesses.is_invitation || said.record === true);
  if (message.fields !== null || isWanted) return <WithForm {...props} said={said} />;
  return <WithoutForm {...props} said={said} />;
}

function WithForm({ said, ...props }: Props & { said: Given }) {
  const { t } = useTranslation(["messages", "record"]);
  const { message, onSave, save, isSaving, isGuarded, failure, asked } = props;
  const known: Known = message.fields ?? message.guesses.invitation;
  const writing = useWriting(known);
  const [isSent, setSent] = useState(false);
  async function submit() {
    if (writing.check() === null) return;
    const changes: Partial<Record<FieldName, Said>> = writing.changes();
    const isNew = Object.keys(changes).length > 0 || message.outcome !== "recorded";
    const record = message.outcome === "recorded" ? {} : { record: true };
    setSent(true);
    const error = await onSave(isNew ? { ...said, ...record, ...(changes as Given) } : null);
    if (error === null) return;
    setSent(false);
    writing.hear(error, `corrections.${message.number}.`);
  }
  return (
    <>
      {isGuarded && (
        <LeaveGuard
          isUnsaved={() => !isSent && !isSaving && writing.isTouched}
          title={t("record:leave.title")}
          words={t("record:leave.words")}
          stay={t("record:leave.stay")}
          leave={t("record:leave.leave")}
        />
      )}
      <GuessedForm
        writing={writing}
        message={{ text: message.text, found: message.guesses, head: message }}
        without={ELSEWHERE}
        before={
          <Stack gap="md">
            <Fate message={message} />
            <Aside {...props} />
            <Found found={message.guesses} written={writing.written} />
          </Stack>
        }
        onSubmit={() => void submit()}
      >
        {(failure ?? asked.refused) !== null && !writing.isHeard && (
          <Failure error={(failure ?? asked.refused) as Error} />
        )}
        <Group gap="sm">
          <Button type="submit" size="md" loading={isSaving} disabled={asked.isLooking}>
            {save ?? t("save.recorded")}
          </Button>
          {props.children}
        </Group>
      </GuessedForm>
    </>
  );
}

function WithoutForm({ said, ...props }: Props & { said: Given }) {
  const { t } = useTranslation("messages");
  const { message, asked, onSave, save, isSaving, failure } = props;
  const [isOpen, setIsOpen] = useState(true);
  const correct = (given: Given | null) => void asked.correct(message.number, given).catch(() => undefined);
  const isLeftOut = message.outcome === "unclear" || message.outcome === "skipped";
  return (
    <BesideMessage text={message.text} head={message} isOpen={isOpen} onToggle={() => setIsOpen(!isOpen)}>
      <Fate message={message} />
      <Aside {...props} />
      {(failure ?? asked.refused) !== null && <Failure error={(failure ?? asked.refused) as Error} />}
      <Group gap="sm">
        {save !== null && (
          <Button size="md" loading={isSaving} disabled={asked.isLooking} onClick={() => void onSave(null)}>
            {save}
          </Button>
        )}
        {isLeftOut && (
          <Button
            size="md"
            variant={save === null ? "filled" : "default"}
            loading={asked.isLooking}
            onClick={() => correct({ record: true })}
          >
            {t("act.record_anyway")}
          </Button>
        )}
        {said.invitation_id !== undefined && said.invitation_id !== null && (
          <Button size="md" variant="default" loading={asked.isLooking} onClick={() => correct(null)}>
            {t("act.detach")}
          </Button>
        )}
        {props.children}
      </Group>
    </BesideMessage>
  );
}

/** What to know beside the fate: the calendar request, notices, and where it may belong. */
function Aside({ message, asked }: Pick<Props, "message" | "asked">) {
  const { t } = useTranslation("messages");
  const isOpen = message.invitation_id === null;
  const attach = (id: string) => void asked.correct(message.number, { invitation_id: id }).catch(() => undefined);
  return (
    <>
      {message.calendar !== null && <CalendarRequest calendar={message.calendar} />}
      <Notices notices={message.notices} />
      {message.is_automatic && (
        <Text size="sm" c="dimmed">
          {t("head.automatic_about")}
        </Text>
      )}
      {isOpen && <Suggestions suggestions={message.suggestions} onAttach={attach} isAttaching={asked.isLooking} />}
    </>
  );
}
