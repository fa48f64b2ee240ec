import { expect, test } from "vitest";

import { noteOf } from "~/parts/message/guesses";
import { say, writtenFrom } from "~/parts/invitation-form/written";
import type { Candidate } from "~/queries/intake";

const wall = { zone: "Europe/Berlin", language: "de" };

function candidate(value: string): Candidate {
  return { value, confidence: "likely", why: "", evidence: { source: "text", start: 0, end: 1, excerpt: value } };
}

test("a guess counts as taken for as long as the field says the same, however it is written", () => {
  const [first, second] = [candidate("2026-12-01T14:00:00Z"), candidate("2026-12-02T14:00:00Z")];
  const taken = (typed: { day: string; time: string }) => noteOf("interview_at", typed, [first, second], wall);
  expect(taken({ day: "01.12.2026", time: "15:00" })).toEqual({ taken: first, others: [second] });
  expect(taken({ day: "1. Dezember 2026", time: "15 Uhr" }).taken).toBe(first);
  expect(taken({ day: "2.12.2026", time: "15:00" })).toEqual({ taken: second, others: [first] });
  expect(taken({ day: "3.12.2026", time: "15:00" })).toEqual({ taken: null, others: [first, second] });
});

test("the same value found twice is offered once", () => {
  const found = ["Acme", "Acme GmbH", "Acme GmbH"].map(candidate);
  expect(noteOf("company", "Acme", found, wall).others.map(({ value }) => value)).toEqual(["Acme GmbH"]);
});

test("only what was filled in is sent, and blanks around a line are no part of it", () => {
  const written = {
    ...writtenFrom({ company: " Acme ", notes: " as written " }, wall),
    respond_by: { day: "27.11.2026", time: "" },
  };
  expect(say(written, wall)).toEqual({
    said: { company: "Acme", notes: " as written ", respond_by: "2026-11-27" },
    problems: {},
  });
});

test("what can't be read is named, and isn't sent", () => {
  const written = { ...writtenFrom({ company: "Acme" }, wall), interview_at: { day: "bald", time: "" } };
  expect(say(written, wall)).toEqual({ said: { company: "Acme" }, problems: { interview_at: "unreadable_day" } });
});
