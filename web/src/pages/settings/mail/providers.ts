/** Providers of mail, by the servers that they publish for mail programs. A preset fills fields; nothing is decided. */

import type { Schemas } from "~/api/client";

type Security = Schemas["MailSecurity"];

export interface Server {
  host: string;
  port: number;
}

export interface Provider {
  name: string;
  smtp: Server & { security: Security };
  /** Null where it takes no passwords for fetching. */
  imap: Server | null;
  /** What to know of its passwords. */
  note: "app_password" | "microsoft" | "switch_on";
}

const IMAPS = 993;

export const PROVIDERS = {
  gmail: {
    name: "Gmail",
    smtp: { host: "smtp.gmail.com", port: 465, security: "tls" },
    imap: { host: "imap.gmail.com", port: IMAPS },
    note: "app_password",
  },
  outlook: {
    name: "Outlook, Microsoft 365",
    smtp: { host: "smtp.office365.com", port: 587, security: "starttls" },
    imap: null,
    note: "microsoft",
  },
  icloud: {
    name: "iCloud",
    smtp: { host: "smtp.mail.me.com", port: 587, security: "starttls" },
    imap: { host: "imap.mail.me.com", port: IMAPS },
    note: "app_password",
  },
  fastmail: {
    name: "Fastmail",
    smtp: { host: "smtp.fastmail.com", port: 465, security: "tls" },
    imap: { host: "imap.fastmail.com", port: IMAPS },
    note: "app_password",
  },
  gmx: {
    name: "GMX",
    smtp: { host: "mail.gmx.net", port: 465, security: "tls" },
    imap: { host: "imap.gmx.net", port: IMAPS },
    note: "switch_on",
  },
  webde: {
    name: "WEB.DE",
    smtp: { host: "smtp.web.de", port: 587, security: "starttls" },
    imap: { host: "imap.web.de", port: IMAPS },
    note: "switch_on",
  },
  mailbox: {
    name: "mailbox.org",
    smtp: { host: "smtp.mailbox.org", port: 465, security: "tls" },
    imap: { host: "imap.mailbox.org", port: IMAPS },
    note: "app_password",
  },
} as const satisfies Record<string, Provider>;

export type ProviderName = keyof typeof PROVIDERS;
/** A server of one's own, or a provider that isn't listed. */
export const OTHER = "other";

const DOMAINS: Readonly<Partial<Record<string, ProviderName>>> = {
  "gmail.com": "gmail",
  "googlemail.com": "gmail",
  "outlook.com": "outlook",
  "hotmail.com": "outlook",
  "live.com": "outlook",
  "icloud.com": "icloud",
  "me.com": "icloud",
  "mac.com": "icloud",
  "fastmail.com": "fastmail",
  "gmx.de": "gmx",
  "gmx.net": "gmx",
  "gmx.at": "gmx",
  "gmx.ch": "gmx",
  "web.de": "webde",
  "mailbox.org": "mailbox",
};

/** The provider that an address most likely is of. */
export function providerOf(address: string): ProviderName | typeof OTHER {
  return DOMAINS[address.split("@").at(-1)?.trim().toLowerCase() ?? ""] ?? OTHER;
}
