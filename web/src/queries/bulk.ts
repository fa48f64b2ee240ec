/** One act on many invitations: each for itself, a few at a time, every refusal kept with the name it concerns. */

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";

import { api, body, type Schemas } from "~/api/client";

import { type Invitation, INVITATIONS } from "./invitations";

/** How many are under way at a time: the server takes one writer after the other anyway. */
const AT_A_TIME = 3;

/** What is done to each, and how that is taken back. */
export interface Act {
  apply: (invitation: Invitation) => Promise<unknown>;
  undo: (invitation: Invitation) => Promise<unknown>;
}

export interface Refusal {
  invitation: Invitation;
  error: Error;
}

export interface Outcome {
  done: Invitation[];
  refused: Refusal[];
  /** Not tried any more, because the person said stop. */
  left: Invitation[];
}

const of = ({ id }: Invitation) => ({ params: { path: { invitation_id: id } } });

const wake = (invitation: Invitation) => api.DELETE("/api/v1/invitations/{invitation_id}/snooze", of(invitation));

const sleep = (invitation: Invitation, until: string) =>
  body(api.PUT("/api/v1/invitations/{invitation_id}/snooze", { ...of(invitation), body: { until } }));

const setStatus = (invitation: Invitation, status: Schemas["Status"]) =>
  body(api.PATCH("/api/v1/invitations/{invitation_id}", { ...of(invitation), body: { status } }));

const remove = (invitation: Invitation) => api.DELETE("/api/v1/invitations/{invitation_id}", of(invitation));

const restore = (invitation: Invitation) =>
  body(api.POST("/api/v1/invitations/{invitation_id}/restoration", of(invitation)));

/** Undone to the snooze that was there before, if there was one. */
export const snoozing = (until: string): Act => ({
  apply: (invitation) => sleep(invitation, until),
  undo: (invitation) => {
    const { snoozed_until: before } = invitation;
    return before === null || Date.parse(before) <= Date.now() ? wake(invitation) : sleep(invitation, before);
  },
});

export const answering = (answer: Schemas["AnswerPut"]): Act => ({
  apply: (invitation) =>
    body(api.PUT("/api/v1/invitations/{invitation_id}/answer", { ...of(invitation), body: answer })),
  undo: (invitation) => body(api.DELETE("/api/v1/invitations/{invitation_id}/answer", of(invitation))),
});

export const filing = (status: "closed" | "lapsed"): Act => ({
  apply: (invitation) => setStatus(invitation, status),
  undo: (invitation) => setStatus(invitation, invitation.status),
});

export const deleting: Act = { apply: remove, undo: restore };

export const restoring: Act = { apply: restore, undo: remove };

/** Apply `act` to each, and tell after each how many are through. Stops before the next once `signal` says so. */
export async function actOnAll(
  invitations: readonly Invitation[],
  act: (invitation: Invitation) => Promise<unknown>,
  { signal, told }: { signal?: AbortSignal; told?: (through: number) => void } = {},
): Promise<Outcome> {
  const outcome: Outcome = { done: [], refused: [], left: [] };
  const waiting = [...invitations];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (signal?.aborted === true) {
        outcome.left.push(next);
        continue;
      }
      try {
        await act(next);
        outcome.done.push(next);
      } catch (error) {
        outcome.refused.push({ invitation: next, error: error instanceof Error ? error : new Error(String(error)) });
      }
      told?.(outcome.done.length + outcome.refused.length);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return outcome;
}

export interface Progress {
  through: number;
  of: number;
}

/** Runs acts on many, with their progress, and asks anew once for what they moved. */
export function useActOnAll() {
  const client = useQueryClient();
  const [progress, setProgress] = useState<Progress | null>(null);
  const stopping = useRef<AbortController | null>(null);
  const run = useCallback(
    async (invitations: readonly Invitation[], act: (invitation: Invitation) => Promise<unknown>) => {
      stopping.current = new AbortController();
      setProgress({ through: 0, of: invitations.length });
      const outcome = await actOnAll(invitations, act, {
        signal: stopping.current.signal,
        told: (through) => setProgress({ through, of: invitations.length }),
      });
      setProgress(null);
      await client.invalidateQueries({ queryKey: INVITATIONS });
      return outcome;
    },
    [client],
  );
  return { run, progress, stop: useCallback(() => stopping.current?.abort(), []) };
}
