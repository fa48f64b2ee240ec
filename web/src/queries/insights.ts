/** How the invitations of a span were answered. */

import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import { api, body, type Schemas } from "~/api/client";
import type { paths } from "~/api/schema";

export type Insights = Schemas["InsightsView"];
export type Span = NonNullable<paths["/api/v1/insights"]["get"]["parameters"]["query"]>;

/** What stands there stays until the other span is here. */
export const insightsQuery = (span: Span) =>
  queryOptions({
    queryKey: ["insights", span],
    queryFn: ({ signal }) => body(api.GET("/api/v1/insights", { params: { query: span }, signal })),
    placeholderData: keepPreviousData,
  });
