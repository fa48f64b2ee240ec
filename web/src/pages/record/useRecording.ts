/** The form in the making: what was typed, what was read in a message, and how the two meet. */

import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { onceKey, type Schemas } from "~/api/client";
import type { FieldName } from "~/parts/invitation-form/fields";
import { isBlank, say, type Value, type Written, writtenFrom } from "~/parts/invitation-form/written";
import { useFieldWords } from "~/parts/refusal";
import { useMe } from "~/queries/account";
import type { Reading } from "~/queries/intake";
import { type Invitation, useRecord } from "~/queries/invitations";

import { suggestionOf } from "./guesses";

type Problems = Partial<Record<FieldName, string>>;

export function useRecording(onRecorded: (invitation: Invitation) => void) {
  const { t, i18n } = useTranslation(["record", "common"]);
  const { time_zone: zone } = useMe();
  const wall = { zone, language: i18n.language };
  const [written, setWritten] = useState<Written>(() => writtenFrom({}, wall));
  const [touched, setTouched] = useState<ReadonlySet<FieldName>>(new Set());
  const [problems, setProblems] = useState<Problems>({});
  const [attempts, setAttempts] = useState(0);
  const record = useRecord();
  const ofFields = useFieldWords();
  const attempt = useRef({ sent: "", key: "" });

  function write(name: FieldName, value: Value) {
    setWritten((now) => ({ ...now, [name]: value }));
    setTouched((now) => new Set([...now, name]));
    setProblems((now) => Object.fromEntries(Object.entries(now).filter(([one]) => one !== name)));
  }

  /** Fill in what was read; what the person has written stays. */
  function fill(reading: Reading) {
    const guessed = writtenFrom(suggestionOf(reading), wall);
    setWritten((now) => {
      const kept = [...touched].map((name) => [name, now[name]]);
      return { ...guessed, ...Object.fromEntries(kept) } as Written;
    });
    setProblems({});
  }

  /** The same words sent twice, because the answer to the first was lost, are recorded once. */
  function keyFor(invitation: object): string {
    const sent = JSON.stringify(invitation);
    if (attempt.current.sent !== sent) attempt.current = { sent, key: onceKey() };
    return attempt.current.key;
  }

  function refuse(wrong: Problems) {
    setProblems(wrong);
    setAttempts((now) => now + 1);
  }

  function submit() {
    const { said, problems: unread } = say(written, wall);
    const wrong: Problems = Object.fromEntries(
      Object.entries(unread).map(([name, problem]) => [name, t(`common:when.problem.${problem}`)]),
    );
    if (said.company === undefined) wrong.company = t("problem.company");
    refuse(wrong);
    if (Object.keys(wrong).length > 0) return;
    const invitation = said as Schemas["InvitationCreate"];
    record.mutate(
      { ...invitation, key: keyFor(invitation) },
      {
        onSuccess: onRecorded,
        onError: (error) => setProblems(byField(ofFields(error), written)),
      },
    );
  }

  return {
    written,
    wall,
    problems,
    attempts,
    write,
    fill,
    submit,
    isSaving: record.isPending,
    /** A refusal that no field of the form is to blame for. */
    refusal: record.error !== null && Object.keys(problems).length === 0 ? record.error : null,
    hasWords: () => [...touched].some((name) => !isBlank(written[name])),
  };
}

export type Recording = ReturnType<typeof useRecording>;

/** The word on each field; on one of a list's items, under the list. */
function byField(said: Readonly<Record<string, string>>, written: Written): Problems {
  const named = Object.entries(said).map(([path, words]) => [path.split(".")[0] ?? "", words] as const);
  return Object.fromEntries(named.filter(([name]) => name in written));
}
