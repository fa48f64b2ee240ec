/** Where reminders go. */

import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, body, ifMatch, type Schemas } from "~/api/client";

export type Channel = Schemas["ChannelView"];
export type ChannelMade = Schemas["ChannelMade"];
export type ChannelKind = Schemas["ChannelKind"];
export type Want = Schemas["Want"];

export const channelsQuery = queryOptions({
  queryKey: ["channels"],
  queryFn: () => body(api.GET("/api/v1/channels")),
});

const of = (id: string) => ({ path: { channel_id: id } });

/** The list, and the ledger that names its channels. */
function useRenew() {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: ["reminders"] });
    return client.invalidateQueries({ queryKey: channelsQuery.queryKey });
  };
}

/** A webhook's secret is in this answer alone: it is kept nowhere but in the component that asked. */
export function useMakeChannel() {
  const renew = useRenew();
  return useMutation({
    mutationFn: (wanted: Schemas["ChannelCreate"]) => body(api.POST("/api/v1/channels", { body: wanted })),
    onSuccess: () => void renew(),
    gcTime: 0,
    meta: { quiet: true },
  });
}

export function useEditChannel() {
  const renew = useRenew();
  return useMutation({
    mutationFn: ({ id, version, ...changes }: Schemas["ChannelEdit"] & { id: string; version: number }) =>
      body(
        api.PATCH("/api/v1/channels/{channel_id}", {
          params: { ...of(id), header: ifMatch(version) },
          body: changes,
        }),
      ),
    onSettled: renew,
    meta: { quiet: true },
  });
}

export function useDeleteChannel() {
  const renew = useRenew();
  return useMutation({
    mutationFn: (id: string) => api.DELETE("/api/v1/channels/{channel_id}", { params: of(id) }),
    onSettled: renew,
  });
}

/** Sends a message at once, and waits for what became of it: up to 20 seconds. */
export function useTestChannel() {
  const renew = useRenew();
  return useMutation({
    mutationFn: (id: string) => body(api.POST("/api/v1/channels/{channel_id}/test", { params: of(id) })),
    onSettled: renew,
    meta: { quiet: true },
  });
}
