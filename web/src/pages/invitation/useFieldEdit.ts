/** Editing one field of an invitation in place. */

import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { type InPlace, useInPlace } from "~/parts/in-place/useInPlace";
import type { FieldName } from "~/parts/invitation-form/fields";
import { type Said, sayField, type Value, writtenFrom } from "~/parts/invitation-form/written";
import { useFieldWords, useProblemWords } from "~/parts/refusal";
import { useMe } from "~/queries/account";
import { type Invitation, invitationQuery, useEditInvitation } from "~/queries/invitations";

import { differences } from "~/parts/invitation-form/fieldWords";

export type FieldEdit = InPlace<Invitation, Value, Said>;

export function useFieldEdit(name: FieldName, invitation: Invitation, isBegun: boolean, onDone: () => void): FieldEdit {
  const { t, i18n } = useTranslation();
  const { time_zone: zone } = useMe();
  const client = useQueryClient();
  const words = useProblemWords();
  const ofFields = useFieldWords();
  const { mutateAsync: edit } = useEditInvitation();
  const wall = { zone, language: i18n.language };
  return useInPlace<Invitation, Value, Said>({
    thing: invitation,
    isBegun,
    onDone,
    valueOf: (thing) => writtenFrom(atFirst(name, thing), wall)[name],
    read: (value) => {
      const read = sayField(name, value, wall);
      return "problem" in read ? { problem: t(`when.problem.${read.problem}`) } : read;
    },
    save: ({ id, version }, said) => edit({ id, version, changes: { [name]: said } }),
    readAgain: (id) => client.query({ ...invitationQuery(id), staleTime: 0 }),
    areAlike: (before, after) => differences(before, after).length === 0,
    wordsOf: (refusal) => ofFields(refusal)[name] ?? words(refusal),
  });
}

/** What stands in the field at first: the employer's own deadline only, not one that the account's rules set. */
function atFirst(name: FieldName, invitation: Invitation) {
  const hasNone = name === "respond_by" && invitation.respond_by_basis !== "stated";
  return hasNone ? { ...invitation, respond_by: null } : invitation;
}
