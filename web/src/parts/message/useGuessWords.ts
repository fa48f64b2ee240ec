/** Candidates in words and in their fields, and the places of those that were taken. */

import { useTranslation } from "react-i18next";

import { type FieldName, isChoice, isWhen } from "~/parts/invitation-form/fields";
import type { Value, Written } from "~/parts/invitation-form/written";
import type { Wall } from "~/parts/when/when";
import type { Candidate, Reading } from "~/queries/intake";
import { useMomentWords } from "~/time/moment";

import { candidatesOf, noteOf, writtenOf } from "./guesses";
import type { Mark } from "./marks";

export function useGuessWords(wall: Wall) {
  const { t } = useTranslation("vocabulary");
  const moment = useMomentWords();
  return {
    /** "Wed, 2 Dec, 10:00", "Video call", "Acme GmbH". */
    say: (name: FieldName, { value }: Candidate): string => {
      if (isWhen(name)) return value.includes("T") ? moment.instant(value) : moment.day(`${value}T12:00:00Z`);
      return isChoice(name) ? t(`${name}.${value}` as "medium.other") : value;
    },
    written: (name: FieldName, candidate: Candidate): Value => writtenOf(name, candidate, wall),
    marks: (found: Reading, written: Written): { text: Mark[]; subject: Mark[] } => {
      const places = (Object.keys(written) as FieldName[]).flatMap((name) => {
        const place = noteOf(name, written[name], candidatesOf(found, name), wall).taken?.evidence;
        return place === undefined ? [] : [{ name, start: place.start, end: place.end, source: place.source }];
      });
      return {
        text: places.filter(({ source }) => source === "text"),
        subject: places.filter(({ source }) => source === "subject"),
      };
    },
  };
}
