/** The form in the making: what was typed, what was read in a message, and how the two meet. */

import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useFieldWords } from "~/parts/refusal";
import { useMe } from "~/queries/account";

import type { FieldName } from "./fields";
import { changesOf, isBlank, type Known, type Said, say, type Value, type Written, writtenFrom } from "./written";

type Problems = Partial<Record<FieldName, string>>;
type Spoken = Partial<Record<FieldName, Said>>;

/** `known` is what the form begins with. */
export function useWriting(known: Known = {}) {
  const { t, i18n } = useTranslation(["record", "common"]);
  const { time_zone: zone } = useMe();
  const wall = { zone, language: i18n.language };
  const [began] = useState<Written>(() => writtenFrom(known, wall));
  const [written, setWritten] = useState(began);
  const [touched, setTouched] = useState<ReadonlySet<FieldName>>(new Set());
  const [problems, setProblems] = useState<Problems>({});
  const [attempts, setAttempts] = useState(0);
  const ofFields = useFieldWords();

  function write(name: FieldName, value: Value) {
    setWritten((now) => ({ ...now, [name]: value }));
    setTouched((now) => new Set([...now, name]));
    setProblems((now) => Object.fromEntries(Object.entries(now).filter(([one]) => one !== name)));
  }

  /** Fill in what was read; what the person has written stays. */
  function fill(read: Known) {
    const guessed = writtenFrom(read, wall);
    setWritten((now) => {
      const kept = [...touched].map((name) => [name, now[name]]);
      return { ...guessed, ...Object.fromEntries(kept) } as Written;
    });
    setProblems({});
  }

  /** The form as the server is told it; null where it can't be told yet, which then stands beside the fields. */
  function check(): Spoken | null {
    const { said, problems: unread } = say(written, wall);
    const wrong: Problems = Object.fromEntries(
      Object.entries(unread).map(([name, problem]) => [name, t(`common:when.problem.${problem}`)]),
    );
    if (said.company === undefined) wrong.company = t("problem.company");
    setProblems(wrong);
    setAttempts((now) => now + 1);
    return Object.keys(wrong).length > 0 ? null : said;
  }

  return {
    written,
    wall,
    problems,
    attempts,
    write,
    fill,
    check,
    /** What differs from what the form began with; null where it was emptied. */
    changes: (): Spoken => changesOf(began, written, wall),
    /** Put what a refusal says beside its fields; `within` is where these stand in what was sent. */
    hear: (error: Error, within = "") => setProblems(byField(ofFields(error), written, within)),
    /** Whether a refusal stands beside the fields that are to blame for it. */
    isHeard: Object.keys(problems).length > 0,
    hasWords: () => [...touched].some((name) => !isBlank(written[name])),
    isTouched: touched.size > 0,
  };
}

export type Writing = ReturnType<typeof useWriting>;

/** The word on each field; on one of a list's items, under the list. */
function byField(said: Readonly<Record<string, string>>, written: Written, within: string): Problems {
  const named = Object.entries(said).map(
    ([path, words]) => [path.replace(within, "").split(".")[0] ?? "", words] as const,
  );
  return Object.fromEntries(named.filter(([name]) => name in written));
}
