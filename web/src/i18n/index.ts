/** The page's words. One JSON file for each language and part of the page; a part is loaded when it is first shown. */

import i18next, { type ResourceKey } from "i18next";
import { initReactI18next } from "react-i18next";

export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

const files = import.meta.glob<{ default: ResourceKey }>("../locales/*/*.json");

/** The language kept on this device, else the browser's, else English. */
export function preferredLanguage(): Language {
  const wanted = [readKept(), ...navigator.languages].map((tag) => tag?.slice(0, 2));
  return wanted.find((tag): tag is Language => tag !== undefined && tag in LANGUAGES) ?? "en";
}

export async function speak(language: string): Promise<void> {
  const spoken = language in LANGUAGES ? language : "en";
  try {
    localStorage.setItem("replyby-language", spoken);
  } catch {
    // Without storage, the next visit asks the browser again.
  }
  if (i18next.language !== spoken) await i18next.changeLanguage(spoken);
}

function readKept(): string | undefined {
  try {
    return localStorage.getItem("replyby-language") ?? undefined;
  } catch {
    return undefined;
  }
}

export async function startWords(): Promise<void> {
  await i18next
    .use({
      type: "backend",
      init: () => undefined,
      read: (language: string, namespace: string, done: (error: unknown, words: ResourceKey | null) => void) => {
        const file = files[`../locales/${language}/${namespace}.json`];
        if (file === undefined) done(new Error(`There are no words for ${language}/${namespace}.`), null);
        else
          file().then(
            (words) => done(null, words.default),
            (error: unknown) => done(error, null),
          );
      },
    })
    .use(initReactI18next)
    .init({
      lng: preferredLanguage(),
      fallbackLng: false,
      supportedLngs: Object.keys(LANGUAGES),
      ns: ["common", "vocabulary"],
      defaultNS: "common",
      interpolation: { escapeValue: false }, // React escapes.
      returnNull: false,
      react: { useSuspense: true },
    });
  const show = (language: string) => document.documentElement.setAttribute("lang", language);
  show(i18next.language);
  i18next.on("languageChanged", show);
}
