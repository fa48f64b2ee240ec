/** What the palette offers for the words typed: places, acts, and invitations. */

export interface Entry {
  id: string;
  words: string;
  about?: string;
  /** The key that does the same. */
  key?: string;
  act: () => void;
}

export interface EntryGroup {
  label: string;
  entries: readonly Entry[];
}

/** The entries that hold every typed word, each as the beginning of a word. Groups with none are left out. */
export function matching(groups: readonly EntryGroup[], typed: string): EntryGroup[] {
  const wanted = wordsOf(typed);
  return groups
    .map(({ label, entries }) => ({ label, entries: entries.filter((entry) => holds(entry, wanted)) }))
    .filter(({ entries }) => entries.length > 0);
}

function holds({ words }: Entry, wanted: readonly string[]): boolean {
  const own = wordsOf(words);
  return wanted.every((word) => own.some((one) => one.startsWith(word)));
}

function wordsOf(text: string): string[] {
  return text
    .toLocaleLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}
