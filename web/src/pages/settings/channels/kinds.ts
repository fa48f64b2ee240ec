/** The kinds of channel, as a person chooses among them. */

import { IconMail, IconMessageCircle, IconTerminal2, IconWebhook } from "@tabler/icons-react";

export const KINDS = [
  { kind: "email", icon: IconMail },
  { kind: "apprise", icon: IconMessageCircle },
  { kind: "webhook", icon: IconWebhook },
  { kind: "console", icon: IconTerminal2 },
] as const;

export const WANTS = ["digest", "alerts"] as const;

/** What an address of each kind looks like. A console has none. */
export const SHAPES = {
  email: "ada@example.com",
  apprise: "tgram://bot-token/chat-id",
  webhook: "https://hooks.example.com/replyby",
  console: null,
} as const;

/** Chat services and the shapes of their addresses. */
export const CHATS = [
  ["Discord", "discord://webhook-id/webhook-token"],
  ["Google Chat", "gchat://workspace/key/token"],
  ["ntfy", "ntfys://your-topic"],
  ["Pushbullet", "pbul://access-token"],
  ["Pushover", "pover://user-key@app-token"],
  ["Slack", "slack://token-a/token-b/token-c"],
  ["Telegram", "tgram://bot-token/chat-id"],
] as const;
