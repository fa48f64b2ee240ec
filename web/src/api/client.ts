/** The one way to the server: requests typed from the served OpenAPI, and refusals as Problems. */

import createClient, { type Middleware } from "openapi-fetch";

import { hearTime } from "~/time/server";

import type { components, paths } from "./schema";

export type Schemas = components["schemas"];

type ProblemBody = Schemas["Problem"];

export type FieldFault = Schemas["FieldProblem"];

/** A refusal as the server words it (RFC 9457), or the want of an answer. */
export class Problem extends Error {
  readonly status: number;
  readonly type: string;
  readonly title: string;
  /** What is wrong with which field, by its path: `fields["respond_by"]`. */
  readonly fields: Readonly<Record<string, FieldFault>>;
  /** Everything the server said, for refusals that carry more (a 409 names the existing invitation). */
  readonly body: Readonly<Record<string, unknown>>;
  /** Seconds to wait, where the server asked for that. */
  readonly retryAfter: number | null;

  constructor(status: number, body: Partial<ProblemBody>, retryAfter: number | null = null) {
    super(body.detail ?? body.title ?? `HTTP ${status}`);
    this.name = "Problem";
    this.status = status;
    this.type = body.type ?? "about:blank";
    this.title = body.title ?? "";
    this.body = body;
    this.retryAfter = retryAfter;
    this.fields = Object.fromEntries(
      (body.errors ?? []).map((fault) => [fault.loc.filter((part) => part !== "body").join("."), fault]),
    );
  }

  /** Nothing came back: the network or the server is down. */
  get isOffline(): boolean {
    return this.status === 0;
  }
}

/** A key under which a POST that is sent again is answered again, and done once. */
export function onceKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const asProblems: Middleware = {
  async onResponse({ response }) {
    hearTime(response.headers.get("date"));
    if (response.ok || response.status === 304) return;
    const retryAfter = Number(response.headers.get("retry-after")) || null;
    let body: Partial<ProblemBody> = {};
    try {
      body = (await response.json()) as Partial<ProblemBody>;
    } catch {
      // A proxy in between may answer with a page of its own; its status is all there is to say.
    }
    throw new Problem(response.status, body, retryAfter);
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === "AbortError") return error;
    return new Problem(0, { title: "No connection" });
  },
};

export const api = createClient<paths>({
  baseUrl: location.origin,
  querySerializer: { array: { style: "form", explode: true } },
});
api.use(asProblems);

/** The body of a 2xx answer. Refusals have been thrown as Problems before this. */
export async function body<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T;
}

/** The header that lets an edit lose a race rather than overwrite: the version that was read. */
export function ifMatch(version: number): { "If-Match": string } {
  return { "If-Match": `"${version}"` };
}
