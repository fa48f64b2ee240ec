/** A preset fills in what a provider publishes; it never guesses wrongly where it can't know. */

import { expect, it, test } from "vitest";

import { providerOf, PROVIDERS } from "~/pages/settings/mail/providers";

test.each([
  ["ada@gmail.com", "gmail"],
  ["Ada@GoogleMail.com ", "gmail"],
  ["ada@hotmail.com", "outlook"],
  ["ada@web.de", "webde"],
  ["ada@notgmail.com", "other"],
  ["ada@gmail.com.example.org", "other"],
  ["ada", "other"],
  ["", "other"],
])("%s is of %s", (address, provider) => {
  expect(providerOf(address)).toBe(provider);
});

it.each(Object.entries(PROVIDERS))("%s is reached over an encrypted line alone", (_, { smtp, imap }) => {
  expect({ tls: 465, starttls: 587 }[smtp.security]).toBe(smtp.port);
  if (imap !== null) expect(imap.port).toBe(993);
});
