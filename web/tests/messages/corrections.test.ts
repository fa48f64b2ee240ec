import { expect, test } from "vitest";

import { corrected, saidOf } from "~/pages/importing/messages/useCorrecting";
import { changesOf, writtenFrom } from "~/parts/invitation-form/written";

const wall = { zone: "Europe/Berlin", language: "en" };
const shown = {
  options: {
    mapping: {},
    day_first: null,
    update: false,
    corrections: { "1": { role: "Analyst" }, "2": { record: false } },
  },
};

test("what is said about one message replaces what was said about it, and leaves the others", () => {
  expect(corrected(shown, 1, { company: "Acme" }).corrections).toEqual({
    "1": { company: "Acme" },
    "2": { record: false },
  });
  expect(corrected(shown, 3, { record: true }).corrections).toMatchObject({ "1": { role: "Analyst" } });
});

test("taken back, nothing is said about it any more", () => {
  const { corrections } = corrected(shown, 2, null);
  expect(corrections).toEqual({ "1": { role: "Analyst" } });
  expect(saidOf({ options: { ...shown.options, corrections } }, 2)).toEqual({});
});

test("only what differs from the guesses is a correction, and an emptied field is one", () => {
  const began = writtenFrom(
    { company: "Acme", role: "Analyst", interview_at: "2026-12-01T14:00:00Z", respond_by: "2026-11-27" },
    wall,
  );
  expect(changesOf(began, { ...began }, wall)).toEqual({});
  expect(changesOf(began, { ...began, interview_at: { day: "1 December 2026", time: "3pm" } }, wall)).toEqual({});
  expect(changesOf(began, { ...began, role: " ", respond_by: { day: "", time: "" } }, wall)).toEqual({
    role: null,
    respond_by: null,
  });
});
