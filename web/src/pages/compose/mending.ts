/** Carrying a finding's edit out, and taking it back without touching what was written since. */

import type { Span } from "~/text/spans";

export interface Mend {
  before: string;
  span: Span;
  text: string;
}

export function mended({ before, span, text }: Mend): string {
  return before.slice(0, span.start) + text + before.slice(span.end);
}

/** The body with a mend taken back, where its place can still be told; else the body as it is. */
export function unmended(body: string, mend: Mend): string {
  const { before, span, text } = mend;
  const removed = before.slice(span.start, span.end);
  const [head, tail] = [before.slice(0, span.start), before.slice(span.end)];
  if (body.startsWith(head + text)) return head + removed + body.slice(head.length + text.length);
  if (body.endsWith(text + tail)) return body.slice(0, body.length - tail.length - text.length) + removed + tail;
  return body;
}
