/** Every address of the page, on one page. A route's own code is loaded when it is first opened. */

import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import i18next from "i18next";

import { Problem } from "~/api/client";
import { meQuery, setupQuery } from "~/queries/account";

import { NotFound, NotFoundAlone, RouteFailure } from "./fallbacks";
import { Shell } from "./Shell";

const root = createRootRouteWithContext<{ client: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFoundAlone,
  errorComponent: RouteFailure,
});

/** The router is led elsewhere by what is thrown to it, which is an answer and no error. */
function leadTo(elsewhere: ReturnType<typeof redirect>): never {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- it is how this router is told
  throw elsewhere;
}

/** Where a person lands who isn't signed in: the first one makes the account. */
async function wayIn(client: QueryClient, next: string) {
  const { needs_account: isFirst } = await client.query({ ...setupQuery, staleTime: 0 });
  return isFirst ? redirect({ to: "/welcome" }) : redirect({ to: "/sign-in", search: { next } });
}

const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: async ({ context, location }) => {
    try {
      await context.client.query({ ...meQuery, staleTime: "static" });
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) throw error;
      return leadTo(await wayIn(context.client, location.href));
    }
  },
  component: Shell,
  errorComponent: RouteFailure,
  notFoundComponent: NotFound,
});

/** The words that a page begins with come beside its code: until then the page before it stays, and none is blank. */
const words =
  (...parts: readonly string[]) =>
  () =>
    i18next.loadNamespaces(parts);

/** A value of the address. The router reads `?q=2026` as a number, which a person meant as a word. */
function text(value: unknown): string | undefined {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** What an address may carry after its `?`. */
interface ListSearch {
  q?: string;
  status?: string;
  attention?: string;
  company?: string;
  tag?: string;
  received_from?: string;
  received_to?: string;
  deleted?: true;
  sort?: string;
}

const home = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  loader: words("home"),
  component: lazyRouteComponent(() => import("~/pages/home/Home"), "Home"),
});

const record = createRoute({
  getParentRoute: () => signedIn,
  path: "/record",
  loader: words("record"),
  component: lazyRouteComponent(() => import("~/pages/record/Record"), "Record"),
});

const everything = createRoute({
  getParentRoute: () => signedIn,
  path: "/everything",
  validateSearch: (search: Record<string, unknown>): ListSearch => ({
    q: text(search.q),
    status: text(search.status),
    attention: text(search.attention),
    company: text(search.company),
    tag: text(search.tag),
    received_from: text(search.received_from),
    received_to: text(search.received_to),
    deleted: search.deleted === true ? true : undefined,
    sort: text(search.sort),
  }),
  loader: words("everything"),
  component: lazyRouteComponent(() => import("~/pages/everything/Everything"), "Everything"),
});

const invitation = createRoute({
  getParentRoute: () => signedIn,
  path: "/invitations/$invitationId",
  loader: words("invitation", "messages", "record"),
  component: lazyRouteComponent(() => import("~/pages/invitation/InvitationPage"), "InvitationPage"),
});

const reply = createRoute({
  getParentRoute: () => signedIn,
  path: "/invitations/$invitationId/reply",
  validateSearch: (search: Record<string, unknown>): { kind?: string; reply?: string } => ({
    kind: text(search.kind),
    reply: text(search.reply),
  }),
  loader: words("compose", "sending"),
  component: lazyRouteComponent(() => import("~/pages/compose/Composer"), "Composer"),
});

const calendar = createRoute({
  getParentRoute: () => signedIn,
  path: "/calendar",
  validateSearch: (search: Record<string, unknown>): { view?: "week"; on?: string } => ({
    view: search.view === "week" ? "week" : undefined,
    on: text(search.on),
  }),
  loader: words("calendar"),
  component: lazyRouteComponent(() => import("~/pages/calendar/Calendar"), "Calendar"),
});

const people = createRoute({
  getParentRoute: () => signedIn,
  path: "/people",
  validateSearch: (search: Record<string, unknown>): { q?: string; deleted?: true } => ({
    q: text(search.q),
    deleted: search.deleted === true ? true : undefined,
  }),
  loader: words("people"),
  component: lazyRouteComponent(() => import("~/pages/people/People"), "People"),
});

const person = createRoute({
  getParentRoute: () => signedIn,
  path: "/people/$contactId",
  validateSearch: (search: Record<string, unknown>): { write?: true } => ({
    write: search.write === true ? true : undefined,
  }),
  loader: words("people", "record"),
  component: lazyRouteComponent(() => import("~/pages/people/PersonPage"), "PersonPage"),
});

const insights = createRoute({
  getParentRoute: () => signedIn,
  path: "/insights",
  loader: words("insights"),
  component: lazyRouteComponent(() => import("~/pages/insights/Insights"), "Insights"),
});

const importing = createRoute({
  getParentRoute: () => signedIn,
  path: "/import",
  loader: words("importing"),
  component: lazyRouteComponent(() => import("~/pages/importing/ImportPage"), "ImportPage"),
});

const oneImport = createRoute({
  getParentRoute: () => signedIn,
  path: "/import/$importId",
  loader: words("importing", "messages", "record"),
  component: lazyRouteComponent(() => import("~/pages/importing/OneImport"), "OneImport"),
});

const messages = createRoute({
  getParentRoute: () => signedIn,
  path: "/messages",
  validateSearch: (search: Record<string, unknown>): { aside?: true } => ({
    aside: search.aside === true ? true : undefined,
  }),
  loader: words("messages"),
  component: lazyRouteComponent(() => import("~/pages/messages/Messages"), "Messages"),
});

const oneMessage = createRoute({
  getParentRoute: () => signedIn,
  path: "/messages/$messageId",
  loader: words("messages", "record"),
  component: lazyRouteComponent(() => import("~/pages/messages/OneMessage"), "OneMessage"),
});

const settings = createRoute({
  getParentRoute: () => signedIn,
  path: "/settings",
  beforeLoad: ({ params }) => {
    if (!("section" in params)) leadTo(redirect({ to: "/settings/$section", params: { section: "all" } }));
  },
});

const settingsSection = createRoute({
  getParentRoute: () => signedIn,
  path: "/settings/$section",
  loader: words("settings", "mail", "welcome"),
  component: lazyRouteComponent(() => import("~/pages/settings/Settings"), "Settings"),
});

const welcome = createRoute({
  getParentRoute: () => root,
  path: "/welcome",
  loader: words("welcome"),
  component: lazyRouteComponent(() => import("~/pages/welcome/Welcome"), "Welcome"),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { next?: string } => ({ next: text(search.next) }),
  loader: words("welcome"),
  component: lazyRouteComponent(() => import("~/pages/welcome/SignIn"), "SignIn"),
});

const tree = root.addChildren([
  signedIn.addChildren([
    home,
    record,
    everything,
    invitation,
    reply,
    calendar,
    people,
    person,
    insights,
    importing,
    oneImport,
    messages,
    oneMessage,
    settings,
    settingsSection,
  ]),
  welcome,
  signIn,
]);

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { client },
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultNotFoundComponent: NotFoundAlone,
    defaultErrorComponent: RouteFailure,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
