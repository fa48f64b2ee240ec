/** Reading a pasted message: guesses to be looked at. Nothing is kept by the server. */

import { useMutation } from "@tanstack/react-query";

import { api, body, type Schemas } from "~/api/client";

export type Reading = Schemas["IntakeView"];
/** A guess of any field: its value as a form would take it. */
export type Candidate = Schemas["TextGuess"];

/** How much the server reads at once, in characters as it counts them. */
export const MOST_TEXT = 100_000;

export const useReadText = () =>
  useMutation({
    mutationFn: (text: string) => body(api.POST("/api/v1/intake/text", { body: { text } })),
    meta: { quiet: true },
  });
