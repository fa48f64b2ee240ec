import { Button, Group, Stack, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Failure } from "~/parts/Failure";
import type { FieldName } from "~/parts/invitation-form/fields";
import { useWriting } from "~/parts/invitation-form/useWriting";
import { LeaveGuard } from "~/parts/LeaveGuard";
import { BesideMessage } from "~/parts/message/BesideMessage";
import { CalendarRequest } from "~/parts/message/CalendarRequest";
import { Found } from "~/parts/message/Found";
import { GuessedForm } from "~/parts/message/GuessedForm";
import { Notices } from "~/parts/message/Notices";
import { Suggestions } from "~/parts/message/Suggestions";
import { say } from "~/parts/notify";
import { type Message, usePlaceMessage } from "~/queries/messages";

import classes from "./messages.module.css";
import { useAside } from "./useAside";

type Placement = Omit<Parameters<ReturnType<typeof usePlaceMessage>["mutate"]>[0], "id">;

/** Nobody else's records are asked about a message that came by itself. */
const ELSEWHERE: readonly FieldName[] = ["source", "external_id"];

/** What is to be made of a message that waits: recorded, added to an invitation, or put aside. */
export function Deciding({ message }: { message: Message }) {
  const [isForm, setForm] = useState(message.guesses.is_invitation);
  const [isOpen, setOpen] = useState(true);
  const deciding = useDeciding(message);
  if (isForm) return <WithForm message={message} deciding={deciding} />;
  return (
    <BesideMessage text={message.text} head={message} isOpen={isOpen} onToggle={() => setOpen(!isOpen)}>
      <Before message={message} deciding={deciding} />
      {deciding.refusal !== null && <Failure error={deciding.refusal} />}
      <Acts message={message} deciding={deciding} onRecord={() => setForm(true)} />
    </BesideMessage>
  );
}

type Deciding = ReturnType<typeof useDeciding>;

function useDeciding(message: Message) {
  const { t } = useTranslation("messages");
  const navigate = useNavigate();
  const placing = usePlaceMessage();
  const isDone = useRef(false);

  async function place(placement: Placement): Promise<Error | null> {
    try {
      const { id: invitationId, company } = await placing.mutateAsync({ id: message.id, ...placement });
      isDone.current = true;
      const isNew = placement.invitation_id === undefined;
      await navigate({
        to: "/invitations/$invitationId",
        params: { invitationId },
        state: isNew ? { isJustRecorded: true } : {},
      });
      if (!isNew) say(t("added_to", { company }));
      return null;
    } catch (error) {
      return error as Error;
    }
  }
  return {
    place,
    isPlacing: placing.isPending,
    refusal: placing.error,
    isDone: () => isDone.current,
    markDone: () => void (isDone.current = true),
  };
}

interface PartProps {
  message: Message;
  deciding: Deciding;
}

/** Why it waits, what it asks of a calendar, and where it may belong. */
function Before({ message, deciding }: PartProps) {
  const { t } = useTranslation("messages");
  return (
    <Stack gap="md">
      <section className={classes.card} aria-label={t("why.label")}>
        <h2 className={classes.heading}>{t(message.state === "dismissed" ? "why.aside" : "why.title")}</h2>
        {message.because !== null && <Text mt={4}>{message.because}</Text>}
        {message.is_automatic && (
          <Text mt={4} size="sm" c="dimmed">
            {t("head.automatic_about")}
          </Text>
        )}
      </section>
      {message.calendar !== null && <CalendarRequest calendar={message.calendar} />}
      <Notices notices={message.notices} />
      <Suggestions
        suggestions={message.suggestions}
        onAttach={(id) => void deciding.place({ invitation_id: id })}
        isAttaching={deciding.isPlacing}
      />
    </Stack>
  );
}

function WithForm({ message, deciding }: PartProps) {
  const { t } = useTranslation(["messages", "record"]);
  const writing = useWriting(message.fields);
  async function submit() {
    if (writing.check() === null) return;
    const error = await deciding.place(writing.changes() as Placement);
    if (error !== null) writing.hear(error);
  }
  return (
    <>
      <LeaveGuard
        isUnsaved={() => !deciding.isDone() && writing.isTouched}
        title={t("record:leave.title")}
        words={t("record:leave.words")}
        stay={t("record:leave.stay")}
        leave={t("record:leave.leave")}
      />
      <GuessedForm
        writing={writing}
        message={{ text: message.text, found: message.guesses, head: message }}
        without={ELSEWHERE}
        before={
          <Stack gap="md">
            <Before message={message} deciding={deciding} />
            <Found found={message.guesses} written={writing.written} />
          </Stack>
        }
        onSubmit={() => void submit()}
      >
        {deciding.refusal !== null && !writing.isHeard && <Failure error={deciding.refusal} />}
        <Acts message={message} deciding={deciding} />
      </GuessedForm>
    </>
  );
}

interface ActsProps extends PartProps {
  /** Where there is no form yet: the way to it. */
  onRecord?: () => void;
}

function Acts({ message, deciding, onRecord }: ActsProps) {
  const { t } = useTranslation("messages");
  const navigate = useNavigate();
  const aside = useAside();
  return (
    <Group gap="sm">
      {onRecord === undefined ? (
        <Button type="submit" size="md" loading={deciding.isPlacing}>
          {t("save.recorded")}
        </Button>
      ) : (
        <Button size="md" onClick={onRecord}>
          {t("act.record_anyway")}
        </Button>
      )}
      {message.state === "waiting" ? (
        <Button
          size="md"
          variant="default"
          loading={aside.isSetting}
          onClick={() => {
            deciding.markDone();
            aside.setAside(message, () => void navigate({ to: "/messages" }));
          }}
        >
          {t("act.set_aside")}
        </Button>
      ) : (
        <Button size="md" variant="default" loading={aside.isSetting} onClick={() => aside.letWait(message)}>
          {t("act.let_wait")}
        </Button>
      )}
    </Group>
  );
}
