/** The one store of what the server said. */

import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";

import { Problem } from "~/api/client";

import { heard, lost } from "./connection";

declare module "@tanstack/react-query" {
  interface Register {
    defaultError: Error;
    /** `quiet`: the component shows the refusal itself, beside the field that caused it. */
    mutationMeta: { quiet?: boolean };
  }
}

interface Listeners {
  /** The session has ended. */
  onSignedOut: () => void;
  /** A change was refused, and no component shows it. */
  onRefused: (error: Error) => void;
}

export function makeQueryClient({ onSignedOut, onRefused }: Listeners): QueryClient {
  const notice = (error: Error) => {
    if (!(error instanceof Problem)) return;
    if (error.status === 401) onSignedOut();
    if (error.isOffline) lost();
    else heard();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: notice, onSuccess: heard }),
    mutationCache: new MutationCache({
      onError: (error, _given, _before, mutation) => {
        notice(error);
        if (mutation.meta?.quiet !== true && !(error instanceof Problem && error.status === 401)) onRefused(error);
      },
      onSuccess: heard,
    }),
    defaultOptions: {
      // A request that can't go out is refused at once, and says so: none waits in silence for the network.
      mutations: { networkMode: "always" },
      queries: {
        networkMode: "always",
        refetchOnReconnect: true,
        staleTime: 15_000,
        // A refusal stays one; only a lost connection or a tired server is asked again.
        retry: (failures, error) =>
          failures < 2 && (!(error instanceof Problem) || error.status === 0 || error.status >= 502),
        refetchOnWindowFocus: true,
      },
    },
  });
}
