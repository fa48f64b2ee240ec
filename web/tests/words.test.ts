/** The page speaks each of its languages whole. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { LANGUAGES } from "~/i18n";

const folder = join(import.meta.dirname, "../src/locales");
const namespaces = readdirSync(join(folder, "en"));

/** Every word by its path. A word in several numbers ("row_one", "row_other") stands once, as "row". */
function words(language: string, file: string): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (value: unknown, path: string) => {
    if (typeof value === "string") found.set(path.replace(/_(zero|one|two|few|many|other)$/, ""), value);
    else for (const [key, inner] of Object.entries(value as object)) walk(inner, path === "" ? key : `${path}.${key}`);
  };
  walk(JSON.parse(readFileSync(join(folder, language, file), "utf8")), "");
  return found;
}

const gaps = (text: string) => [...new Set(text.match(/\{\{\s*\w+/g) ?? [])].sort();

describe.each(Object.keys(LANGUAGES))("in %s", (language) => {
  it("has a file for each part of the page, and no other", () => {
    expect(readdirSync(join(folder, language)).sort()).toEqual([...namespaces].sort());
  });

  it.each(namespaces)("%s says all that English says, with the same gaps, and nothing is empty", (file) => {
    const own = words(language, file);
    const english = words("en", file);
    expect([...own.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [key, text] of own) {
      expect(text.trim(), `${file} ${key}`).not.toBe("");
      if (!/count/.test(gaps(text).join() + gaps(english.get(key) ?? "").join()))
        expect(gaps(text), `${file} ${key}`).toEqual(gaps(english.get(key) ?? ""));
    }
  });
});
