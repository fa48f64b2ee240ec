import { expect, test } from "vitest";

import { mailtoOf } from "~/text/mailto";

test("an address stays readable in its link, whose at sign every mail program knows", () => {
  expect(mailtoOf("cleo.park+jobs@acme.example")).toBe("mailto:cleo.park%2Bjobs@acme.example");
});

test("an address adds nothing to the mail that its link begins", () => {
  expect(mailtoOf("cleo?bcc=ben@acme.example&body=hello")).toBe("mailto:cleo%3Fbcc%3Dben@acme.example%26body%3Dhello");
});
