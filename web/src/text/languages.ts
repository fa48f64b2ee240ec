/** The languages that letters are written in, each by its own name. The page itself speaks fewer of them. */

export const LETTER_LANGUAGES = { en: "English", de: "Deutsch", fr: "Français", es: "Español" } as const;
export type LetterLanguage = keyof typeof LETTER_LANGUAGES;

/** The language of a letter without its region; null where no letters are written in it. */
export function letterLanguage(tag: string | null | undefined): LetterLanguage | null {
  const language = tag?.slice(0, 2).toLowerCase() ?? "";
  return language in LETTER_LANGUAGES ? (language as LetterLanguage) : null;
}
