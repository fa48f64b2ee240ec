/** Editing one field in place: what is typed, saving it on what was read, and what happens when somebody was faster. */

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "~/api/client";
import { useFieldWords, useProblemWords } from "~/parts/refusal";
import type { FieldName } from "~/parts/invitation-form/fields";
import { type Said, sayField, type Value, writtenFrom } from "~/parts/invitation-form/written";
import { useMe } from "~/queries/account";
import { type Invitation, invitationQuery, useEditInvitation } from "~/queries/invitations";

import { differences } from "./fieldWords";

interface Editing {
  /** The invitation as it was when the editing began: what is saved is saved on that. */
  base: Invitation;
  began: Value;
  value: Value;
}

/** Somebody changed the invitation meanwhile: their version, and what mine would say. */
export interface Race {
  base: Invitation;
  theirs: Invitation;
  mine: Said;
}

export function useFieldEdit(name: FieldName, invitation: Invitation, isBegun: boolean, onDone: () => void) {
  const { t, i18n } = useTranslation();
  const { time_zone: zone } = useMe();
  const client = useQueryClient();
  const words = useProblemWords();
  const ofFields = useFieldWords();
  const edit = useEditInvitation();
  const wall = { zone, language: i18n.language };
  const beginning = (): Editing => {
    const began = writtenFrom(atFirst(name, invitation), wall)[name];
    return { base: invitation, began, value: began };
  };
  const [editing, setEditing] = useState<Editing | null>(() => (isBegun ? beginning() : null));
  const [error, setError] = useState<string>();
  const [race, setRace] = useState<Race | null>(null);

  function stop() {
    setEditing(null);
    setError(undefined);
    setRace(null);
    onDone();
  }

  async function send(base: Invitation, said: Said): Promise<void> {
    try {
      await edit.mutateAsync({ id: base.id, version: base.version, changes: { [name]: said } });
      stop();
    } catch (failure) {
      if (failure instanceof Problem && failure.status === 412) await meet(base, said);
      else setError(ofFields(failure as Error)[name] ?? words(failure as Error));
    }
  }

  /** A version that differs in nothing a person could see is no race to speak of. */
  async function meet(base: Invitation, said: Said): Promise<void> {
    const theirs = await client.query({ ...invitationQuery(base.id), staleTime: 0 });
    if (theirs.version !== base.version && differences(base, theirs).length === 0) await send(theirs, said);
    else setRace({ base, theirs, mine: said });
  }

  return {
    value: editing?.value ?? null,
    error,
    race,
    isSaving: edit.isPending,
    begin: () => setEditing(beginning()),
    type: (value: Value) => {
      setError(undefined);
      setEditing((now) => now && { ...now, value });
    },
    cancel: stop,
    save: async (): Promise<void> => {
      if (editing === null || race !== null || edit.isPending) return;
      const [before, after] = [sayField(name, editing.began, wall), sayField(name, editing.value, wall)];
      if ("problem" in after) setError(t(`when.problem.${after.problem}`));
      else if (JSON.stringify(before) === JSON.stringify(after)) stop();
      else await send(editing.base, after.said);
    },
    keepMine: (over: Race) => send(over.theirs, over.mine),
    takeTheirs: stop,
  };
}

export type FieldEdit = ReturnType<typeof useFieldEdit>;

/** What stands in the field at first: the employer's own deadline only, not one that the account's rules set. */
function atFirst(name: FieldName, invitation: Invitation) {
  const hasNone = name === "respond_by" && invitation.respond_by_basis !== "stated";
  return hasNone ? { ...invitation, respond_by: null } : invitation;
}
