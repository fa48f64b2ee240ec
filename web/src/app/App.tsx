import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { type QueryClient, useIsRestoring } from "@tanstack/react-query";
import { PersistQueryClientProvider } from "@tanstack/react-query-persist-client";
import { RouterProvider } from "@tanstack/react-router";
import i18next from "i18next";
import { type ReactNode, Suspense, useState } from "react";
import { I18nextProvider } from "react-i18next";

import { meQuery } from "~/queries/account";
import { makeQueryClient } from "~/queries/client";
import { dueQuery } from "~/queries/invitations";
import { forgetKept, persistence } from "~/queries/persistence";

import { REFUSED, Refusals } from "./Refusals";
import { makeRouter } from "./router";
import { theme } from "./theme";

const schemes = localStorageColorSchemeManager({ key: "replyby-colour-scheme" });

function assemble() {
  const client = makeQueryClient({
    onSignedOut: () => {
      // Whoever was shown as signed in isn't any more: the way in is asked for again, and leads back here.
      if (client.getQueryData(meQuery.queryKey) === undefined) return;
      client.clear();
      void forgetKept();
      void router.invalidate();
    },
    onRefused: (error) => window.dispatchEvent(new CustomEvent(REFUSED, { detail: error })),
  });
  const router = makeRouter(client);
  return { client, router };
}

/**
 * Every page begins with these two. Asked for together, they arrive as its code does; what is refused is asked again.
 * What was kept on this device may be older than what this page has shown since, so no age of it is young enough.
 */
function askAhead(client: QueryClient): void {
  if (/^\/(welcome|sign-in)\b/.test(location.pathname)) return;
  const ask = [client.query({ ...meQuery, staleTime: 0 }), client.query({ ...dueQuery, staleTime: 0 })];
  for (const asked of ask) void asked.catch(() => undefined);
}

/** What was kept on this device comes first: without a network, it is all there is. */
function WhenRestored({ children }: { children: ReactNode }) {
  return useIsRestoring() ? null : children;
}

/** Everything that surrounds the pages. */
export function App() {
  const [{ client, router }] = useState(assemble);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={schemes}>
      <I18nextProvider i18n={i18next}>
        <PersistQueryClientProvider client={client} persistOptions={persistence} onSuccess={() => askAhead(client)}>
          <Notifications position="bottom-center" limit={3} />
          <Refusals />
          <Suspense>
            <WhenRestored>
              <RouterProvider router={router} />
            </WhenRestored>
          </Suspense>
        </PersistQueryClientProvider>
      </I18nextProvider>
    </MantineProvider>
  );
}
