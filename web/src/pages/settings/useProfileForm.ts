/** A part of the profile while it is edited: only what differs is sent, and a lost race loses nothing. */

import { useState } from "react";

import { Problem } from "~/api/client";
import { useFieldWords } from "~/parts/refusal";
import { type Profile, type ProfileChanges, useEditMe, useMe } from "~/queries/account";

/** What can be edited and is shown under the same name. */
export type ProfileField = keyof Profile & keyof ProfileChanges;

export interface ProfileForm<Name extends ProfileField> {
  value: Pick<Profile, Name>;
  /** Only what differs from what is saved. */
  changes: Partial<Pick<Profile, Name>>;
  isDirty: boolean;
  isSaving: boolean;
  /** The last change was taken, and nothing was changed since. */
  isSaved: boolean;
  /** Somebody else came first; what they saved is shown now where this form hasn't other values. */
  isLate: boolean;
  /** The refusals of fields, by their names. */
  fields: Readonly<Record<string, string>>;
  /** A refusal that no field is to blame for. */
  refused: Error | null;
  set: (changed: Partial<Pick<Profile, Name>>) => void;
  reset: () => void;
  save: (extra?: ProfileChanges) => void;
}

export function useProfileForm<Name extends ProfileField>(names: readonly Name[]): ProfileForm<Name> {
  const me = useMe();
  const edit = useEditMe();
  const [edits, setEdits] = useState<Partial<Pick<Profile, Name>>>({});
  const changes = differing(names, edits, me);
  const isDirty = Object.keys(changes).length > 0;
  const error = edit.error;
  const fields = useFieldWords()(error);
  const isLate = error instanceof Problem && error.status === 412;
  return {
    value: { ...me, ...edits },
    changes,
    isDirty,
    isSaving: edit.isPending,
    isSaved: edit.isSuccess && !isDirty,
    isLate,
    fields,
    refused: error === null || isLate || Object.keys(fields).length > 0 ? null : error,
    set: (changed) => {
      setEdits((before) => ({ ...before, ...changed }));
      if (!edit.isPending) edit.reset();
    },
    reset: () => {
      setEdits({});
      edit.reset();
    },
    save: (extra = {}) => {
      edit.mutate({ ...changes, ...extra, version: me.version }, { onSuccess: () => setEdits({}) });
    },
  };
}

export function differing<Value extends object, Name extends keyof Value>(
  names: readonly Name[],
  edits: Partial<Pick<Value, Name>>,
  saved: Value,
): Partial<Pick<Value, Name>> {
  const changed = names.filter((name) => name in edits && JSON.stringify(edits[name]) !== JSON.stringify(saved[name]));
  return Object.fromEntries(changed.map((name) => [name, edits[name]])) as Partial<Pick<Value, Name>>;
}
