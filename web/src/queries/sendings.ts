/** Replies that were let go and haven't arrived, on whatever device: wherever the person is, they see how each fares. */

import { useSessionStorage } from "@mantine/hooks";
import { type QueryClient, queryOptions, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";

import { api, body, type Schemas } from "~/api/client";
import { millisecondsUntil } from "~/time/server";

type State = Schemas["ReplyState"];
type Listed = Schemas["DeliveryInList"];
/** How one reply fares, as the list of all of them tells it. */
export type Sending = Pick<Listed, "reply_id" | "state" | "recipient" | "approved_at" | "send_at" | "error">;

/** We are sending it: it waits for its ten seconds or for another try, or it is being handed over. */
export const isUnderWay = ({ state }: { state: State }): boolean => state === "approved" || state === "sending";

/** Whether it went out isn't settled: what is said again now might arrive twice. */
export const isOut = (one: { state: State }): boolean => isUnderWay(one) || one.state === "outcome_unknown";

/** How often a reply that is on its way is looked at again: each second while it leaves, seldom while it waits. */
const SOON_MS = 1_000;
const LATER_MS = 15_000;
/** Where nothing is on its way: what is told of by the live line comes at once, so this is for what it missed. */
const SELDOM_MS = 5 * 60_000;

/** When to look again at what is under way; undefined where nothing is. */
export function lookAgain(some: readonly Pick<Sending, "state" | "send_at">[]): number | undefined {
  const times = some.filter(isUnderWay).map(({ send_at: at }) => at !== null && millisecondsUntil(at) > LATER_MS);
  return times.length === 0 ? undefined : times.every(Boolean) ? LATER_MS : SOON_MS;
}

export const sendingsQuery = queryOptions({
  queryKey: ["replies", "sendings"],
  queryFn: async () => (await body(api.GET("/api/v1/deliveries"))).items,
  // A try that is put off, and the handing over itself, are told by nobody.
  refetchInterval: ({ state: { data } }) => lookAgain(data ?? []) ?? SELDOM_MS,
});

/** What has just been learned about one reply goes for the list too, before that is asked for anew. */
export function noteSending(client: QueryClient, { id, state }: { id: string; state: State }): void {
  client.setQueryData(sendingsQuery.queryKey, (some) =>
    some
      ?.filter((one) => one.reply_id !== id || isOut({ state }) || state === "failed")
      .map((one) => (one.reply_id === id ? { ...one, state } : one)),
  );
  void client.invalidateQueries({ queryKey: sendingsQuery.queryKey });
}

const CLOSED = "replyby-closed-failures";

/** For whoever signs out: the next person at this device finds nothing. */
export function forgetSendings(): void {
  try {
    sessionStorage.removeItem(CLOSED);
  } catch {
    // Without storage there is nothing to forget.
  }
}

/** Every reply that is on its way or wants a word, but the failures that were closed here: they stay in their invitation. */
export function useSendings(): { sendings: readonly Listed[]; close: (replyId: string) => void } {
  const { data } = useQuery(sendingsQuery);
  const [kept, keep] = useSessionStorage<unknown>({ key: CLOSED, defaultValue: [], getInitialValueInEffect: false });
  const closed: readonly unknown[] = Array.isArray(kept) ? kept : [];
  // One that was sent again and failed again is another failure.
  const stay = data === undefined ? closed : closed.filter((id) => data.some((one) => isFailure(one, id)));
  useEffect(() => {
    if (stay.length < closed.length) keep(stay);
  }, [closed.length, keep, stay]);
  return {
    sendings: data?.filter((one) => !closed.some((id) => isFailure(one, id))) ?? [],
    close: (id) => keep([...closed, id]),
  };
}

const isFailure = ({ reply_id: own, state }: Listed, id: unknown) => state === "failed" && own === id;

/** The reply to an invitation of which nobody can say yet that it stayed here; undefined where there is none. */
export function useLetGo(invitationId: string): Listed | undefined {
  const { data } = useQuery(sendingsQuery);
  return data?.find((one) => one.invitation_id === invitationId && isOut(one));
}
