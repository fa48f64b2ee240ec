/** Every refusal that the page words itself is one that the server gives, and is said in each language. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { renderHook } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, describe, expect, it, test } from "vitest";

import { Problem } from "~/api/client";
import deCommon from "~/locales/de/common.json";
import deVocabulary from "~/locales/de/vocabulary.json";
import enCommon from "~/locales/en/common.json";
import enVocabulary from "~/locales/en/vocabulary.json";
import { useFieldWords, useProblemWords } from "~/parts/refusal";

const root = join(import.meta.dirname, "../../..");
const ROOMS = ["api", "core", "intake", "replies", "services"];
const server = ROOMS.flatMap((room) =>
  readdirSync(join(root, room), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".py"))
    .map((file) => readFileSync(join(root, room, file), "utf8")),
).join("\n");
const found = (pattern: RegExp) => new Set([...server.matchAll(pattern)].map(([, name]) => name));

beforeAll(async () => {
  await i18next.use(initReactI18next).init({
    lng: "de",
    fallbackLng: false,
    defaultNS: "common",
    ns: ["common", "vocabulary"],
    interpolation: { escapeValue: false },
    resources: {
      en: { common: enCommon, vocabulary: enVocabulary },
      de: { common: deCommon, vocabulary: deVocabulary },
    },
  });
});

const refusal = (type: string, more: object = {}, retryAfter: number | null = null) =>
  new Problem(
    409,
    { type: `urn:replyby:problem:${type}`, title: "Refused", detail: "The server’s sentence.", ...more },
    retryAfter,
  );
const said = (error: Error) => renderHook(() => useProblemWords()).result.current(error);
const byField = (error: Error, about = {}) => renderHook(() => useFieldWords()).result.current(error, about);
const wrong = (path: string, more: object = {}) => ({
  errors: [{ loc: ["body", ...path.split(".")], msg: "must be otherwise", ...more }],
});

test.each(Object.keys(enCommon.refusal))("the server knows the type %s", (type) => {
  expect(found(/\btype ?= ?"([a-z-]+)"/g)).toContain(type);
});

test.each(Object.keys(enCommon.field))("the server knows the code %s", (code) => {
  expect(found(/(?:\bcode=|_[A-Z]+ = |: )"([a-z-]+)"/g)).toContain(code);
});

describe.each(["en", "de"])("in %s", (language) => {
  beforeAll(() => i18next.changeLanguage(language));

  it.each(Object.keys(enCommon.refusal))("%s is said in the page's own words, without a gap", (type) => {
    const words = said(refusal(type, { invitation_status: "declined", error_id: "a1b2" }, 301));
    expect(words).not.toContain("The server’s sentence.");
    expect(words).not.toMatch(/\{\{|undefined/);
  });

  it.each(Object.keys(enCommon.field))("a field's fault %s is said in the page's own words, without a gap", (code) => {
    const { role } = byField(refusal("invalid", wrong("role", { code, limit: 3 })));
    expect(role).not.toContain("must be otherwise");
    expect(role).not.toMatch(/\{\{|undefined|NaN/);
  });

  it("what has no words of its own is said in the server's", () => {
    expect(said(refusal("file-refused"))).toContain("The server’s sentence.");
    expect(byField(refusal("invalid", wrong("role"))).role).toContain("must be otherwise");
  });

  it("an answer that isn't Replyby's own is none to repeat", () => {
    expect(said(new Problem(502, {}))).toBe(i18next.t("problem.unknown"));
  });
});

describe("in German", () => {
  beforeAll(() => i18next.changeLanguage("de"));

  it("gaps are filled from the problem's facts", () => {
    expect(said(refusal("nothing-owed", { invitation_status: "declined" }))).toContain(
      `„${deVocabulary.status.declined}“`,
    );
    expect(said(refusal("too-many", {}, 301))).toContain("6 Minuten");
    expect(byField(refusal("invalid", wrong("notes", { code: "too-long", limit: 20_000 }))).notes).toContain("20.000");
  });

  it("a sentence that lacks its fact gives way to the server's", () => {
    expect(said(refusal("nothing-owed"))).toContain("The server’s sentence.");
  });

  it("stands beside the field that the type is about, or that the form calls otherwise", () => {
    const words = deCommon.refusal["password-wrong"];
    expect(byField(refusal("password-wrong"))).toEqual({ password: words });
    expect(byField(refusal("password-wrong"), { "password-wrong": "current" })).toEqual({ current: words });
  });

  it("stands beside the field that the server names, in the words of the type", () => {
    expect(byField(refusal("promise-needed", wrong("promised_by")))).toEqual({
      promised_by: deCommon.refusal["promise-needed"],
    });
  });

  it("several fields with the same fault are said once where no field shows them", () => {
    const faults = ["a", "b"].map((path) => wrong(path, { code: "required" }).errors[0]);
    expect(said(refusal("invalid", { errors: faults }))).toBe(deCommon.field.required);
  });
});
