import {
  IconArrowBackUp,
  IconBell,
  IconBellPause,
  IconCalendarClock,
  IconChecks,
  IconFileImport,
  IconMail,
  IconMailCheck,
  IconMailOff,
  IconMailOpened,
  IconMailQuestion,
  IconMailX,
  IconPencil,
  IconPlus,
  IconRestore,
  IconSend,
  IconTrash,
} from "@tabler/icons-react";

import { AttentionIcon, type Level } from "~/parts/Attention";

import type { HistoryEvent } from "./timeline";

const ICONS = {
  recorded: IconPlus,
  imported: IconFileImport,
  edited: IconPencil,
  deleted: IconTrash,
  restored: IconRestore,
  snoozed: IconBellPause,
  unsnoozed: IconBell,
  answered: IconChecks,
  answer_undone: IconArrowBackUp,
  deadline_changed: IconCalendarClock,
  reply_drafted: IconMail,
  reply_edited: IconPencil,
  reply_deleted: IconMailOff,
  reply_sent: IconMailCheck,
  reply_approved: IconSend,
  reply_recalled: IconArrowBackUp,
  reply_failed: IconMailX,
  reply_outcome_unknown: IconMailQuestion,
  message_received: IconMailOpened,
} as const;

/** What sort of event it was, at a glance; the words beside it say the same. */
export function EventIcon({ event }: { event: HistoryEvent | undefined }) {
  if (event === undefined) return null;
  if (event.type === "flagged") return <AttentionIcon level={event.detail.level as Level} size={15} />;
  const Icon = ICONS[event.type];
  return <Icon size={14} color="var(--text-quiet)" aria-hidden />;
}
