/** Where a person goes on to after signing in. An address of anybody else's is never followed. */

const NOWHERE = /^\/(sign-in|welcome)(?:[/?#]|$)/;

export function ownPath(next: string | undefined): string {
  if (next === undefined || !next.startsWith("/")) return "/";
  const own = "https://replyby.invalid";
  let url: URL;
  try {
    url = new URL(next, own);
  } catch {
    return "/";
  }
  // A browser reads "//", "/\" and a few more as another host: what it makes of the path is what counts.
  if (url.origin !== own || url.pathname.startsWith("//") || NOWHERE.test(url.pathname)) return "/";
  return url.pathname + url.search + url.hash;
}
