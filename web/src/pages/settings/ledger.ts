/** The states and kinds of reminders, as the ledger shows and filters them. */

import {
  IconCalendarOff,
  IconCircleCheck,
  IconClock,
  IconPlayerPause,
  IconPlayerTrackNext,
  IconSend,
  IconX,
} from "@tabler/icons-react";

export const STATES = [
  { state: "sent", icon: IconCircleCheck, colour: "var(--attention-on_track)" },
  { state: "planned", icon: IconClock, colour: "var(--text-quiet)" },
  { state: "sending", icon: IconSend, colour: "var(--text-quiet)" },
  { state: "failed", icon: IconX, colour: "var(--attention-overdue)" },
  { state: "skipped", icon: IconPlayerTrackNext, colour: "var(--text-quiet)" },
  { state: "missed", icon: IconCalendarOff, colour: "var(--attention-due_soon)" },
  { state: "held", icon: IconPlayerPause, colour: "var(--attention-due_soon)" },
] as const;

export const KINDS_OF_REMINDER = ["digest", "alert", "urgent", "channel_failed"] as const;
