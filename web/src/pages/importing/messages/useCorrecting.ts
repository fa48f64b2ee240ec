/** What the person knows better about the messages of a file. Each word of theirs is looked at again at once. */

import type { Schemas } from "~/api/client";
import { type Import, useLookAgain } from "~/queries/imports";

export type FileMessage = Schemas["ImportMessageView"];
export type Given = Schemas["ImportCorrections"];

/** What was said about one message so far. */
export function saidOf({ options }: Pick<Import, "options">, number: number): Given {
  return (options.corrections as Record<string, Given>)[String(number)] ?? {};
}

/** The file's options with `given` in place of what was said about one message; null takes it back. */
export function corrected({ options }: Pick<Import, "options">, number: number, given: Given | null) {
  const key = String(number);
  const others = Object.fromEntries(
    Object.entries(options.corrections as Record<string, Given>).filter(([one]) => one !== key),
  );
  return { ...options, corrections: given === null ? others : { ...others, [key]: given } };
}

export function useCorrecting(shown: Import) {
  const looking = useLookAgain(shown.id);
  return {
    correct: (number: number, given: Given | null) => looking.mutateAsync(corrected(shown, number, given)),
    isLooking: looking.isPending,
    refused: looking.error,
  };
}

export type Correcting = ReturnType<typeof useCorrecting>;
