/** What can be done about one invitation as it stands, and how it presses. */

import { queryOptions } from "@tanstack/react-query";

import { api, body, type Schemas } from "~/api/client";

import { INVITATIONS } from "./invitations";

export type Steps = Schemas["StepsView"];

export const stepsQuery = (id: string) =>
  queryOptions({
    queryKey: [...INVITATIONS, "steps", id],
    queryFn: () =>
      body(api.GET("/api/v1/invitations/{invitation_id}/steps", { params: { path: { invitation_id: id } } })),
    // The clock is in the server's words; it moves by the minute.
    refetchInterval: 60_000,
  });
