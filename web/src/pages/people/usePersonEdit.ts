/** Editing one fact of a person in place. */

import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { type InPlace, useInPlace } from "~/parts/in-place/useInPlace";
import { useFieldWords, useProblemWords } from "~/parts/refusal";
import { type Contact, contactQuery, useEditContact } from "~/queries/contacts";

import { differences, type PersonField, said } from "./fields";

export type PersonEdit = InPlace<Contact, string, string | null>;

export function usePersonEdit(name: PersonField, contact: Contact): PersonEdit {
  const { t } = useTranslation("people");
  const client = useQueryClient();
  const words = useProblemWords();
  const ofFields = useFieldWords();
  const { mutateAsync: edit } = useEditContact();
  return useInPlace<Contact, string, string | null>({
    thing: contact,
    isBegun: false,
    onDone: () => undefined,
    valueOf: (thing) => thing[name] ?? "",
    read: (typed) => {
      const value = said(name, typed);
      return name === "name" && value === null ? { problem: t("problem.name") } : { said: value };
    },
    save: ({ id, version }, value) => edit({ id, version, changes: { [name]: value } }),
    readAgain: (id) => client.query({ ...contactQuery(id), staleTime: 0 }),
    areAlike: (before, after) => differences(before, after).length === 0,
    wordsOf: (refusal) => ofFields(refusal)[name] ?? words(refusal),
  });
}
