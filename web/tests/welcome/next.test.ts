import { describe, expect, it } from "vitest";

import { ownPath } from "~/pages/welcome/next";

describe("where a person goes on to", () => {
  it.each(["/", "/settings/tokens", "/everything?q=acme&sort=-received_at", "/invitations/1#history"])(
    "an own path is followed: %s",
    (next) => {
      expect(ownPath(next)).toBe(next);
    },
  );

  it.each([
    undefined,
    "",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "settings",
    "/./ /..//evil.example",
    "/sign-in?next=/sign-in",
    "/welcome",
  ])("anything else leads home: %s", (next) => {
    expect(ownPath(next)).toBe("/");
  });
});
