/** Editing one field in place: what is typed, saving it on what was read, and what happens when somebody was faster. */

import { useState } from "react";

import { Problem } from "~/api/client";

interface Versioned {
  id: string;
  version: number;
}

interface Editing<Thing, Value> {
  /** The thing as it was when the editing began: what is saved is saved on that. */
  base: Thing;
  began: Value;
  value: Value;
}

/** Somebody changed the thing meanwhile: their version, and what mine would say. */
export interface Race<Thing, Said> {
  base: Thing;
  theirs: Thing;
  mine: Said;
}

interface Given<Thing, Value, Said> {
  thing: Thing;
  /** It is open from the beginning. */
  isBegun: boolean;
  onDone: () => void;
  /** What stands in the field at first. */
  valueOf: (thing: Thing) => Value;
  /** What a value says to the server, or in words why it says nothing. */
  read: (value: Value) => { said: Said } | { problem: string };
  save: (base: Thing, said: Said) => Promise<unknown>;
  readAgain: (id: string) => Promise<Thing>;
  /** Whether two versions differ in nothing that a person could see. */
  areAlike: (before: Thing, after: Thing) => boolean;
  wordsOf: (refusal: Error) => string;
}

export function useInPlace<Thing extends Versioned, Value, Said>({
  thing,
  isBegun,
  onDone,
  valueOf,
  read,
  save,
  readAgain,
  areAlike,
  wordsOf,
}: Given<Thing, Value, Said>) {
  const beginning = (): Editing<Thing, Value> => {
    const began = valueOf(thing);
    return { base: thing, began, value: began };
  };
  const [editing, setEditing] = useState<Editing<Thing, Value> | null>(() => (isBegun ? beginning() : null));
  const [error, setError] = useState<string>();
  const [race, setRace] = useState<Race<Thing, Said> | null>(null);
  const [isSaving, setSaving] = useState(false);

  function stop() {
    setEditing(null);
    setError(undefined);
    setRace(null);
    onDone();
  }

  async function send(base: Thing, said: Said): Promise<void> {
    setSaving(true);
    try {
      await save(base, said);
      stop();
    } catch (failure) {
      if (failure instanceof Problem && failure.status === 412) await meet(base, said);
      else setError(wordsOf(failure as Error));
    } finally {
      setSaving(false);
    }
  }

  /** A version that differs in nothing a person could see is no race to speak of. */
  async function meet(base: Thing, said: Said): Promise<void> {
    const theirs = await readAgain(base.id);
    if (theirs.version !== base.version && areAlike(base, theirs)) await send(theirs, said);
    else setRace({ base, theirs, mine: said });
  }

  return {
    value: editing?.value ?? null,
    error,
    race,
    isSaving,
    begin: () => setEditing(beginning()),
    type: (value: Value) => {
      setError(undefined);
      setEditing((now) => now && { ...now, value });
    },
    cancel: stop,
    save: async (): Promise<void> => {
      if (editing === null || race !== null || isSaving) return;
      const [before, after] = [read(editing.began), read(editing.value)];
      if ("problem" in after) setError(after.problem);
      else if (JSON.stringify(before) === JSON.stringify(after)) stop();
      else await send(editing.base, after.said);
    },
    keepMine: (over: Race<Thing, Said>) => send(over.theirs, over.mine),
    takeTheirs: stop,
  };
}

/** What the editing of a field offers to whatever shows it. */
export type InPlace<Thing extends Versioned, Value, Said> = ReturnType<typeof useInPlace<Thing, Value, Said>>;
