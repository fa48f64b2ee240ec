import { Badge } from "@mantine/core";
import { IconAlarm, IconAlertTriangle, IconCircleCheck, IconGhost2 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { Schemas } from "~/api/client";

export type Level = Schemas["Attention"];

/** Most pressing first. */
export const LEVELS: readonly Level[] = ["ghosting", "overdue", "due_soon", "on_track"];

const ICONS = {
  ghosting: IconGhost2,
  overdue: IconAlertTriangle,
  due_soon: IconAlarm,
  on_track: IconCircleCheck,
} as const;

export const attentionColour = (level: Level) => `var(--attention-${level})`;

export function AttentionIcon({ level, size = 18 }: { level: Level; size?: number }) {
  const Icon = ICONS[level];
  return <Icon size={size} color={attentionColour(level)} aria-hidden style={{ flexShrink: 0 }} />;
}

/** A level of attention: its icon and its word, never its colour alone. */
export function AttentionBadge({ level }: { level: Level }) {
  const { t } = useTranslation("vocabulary");
  return (
    <Badge
      variant="outline"
      leftSection={<AttentionIcon level={level} size={13} />}
      style={{ color: attentionColour(level), borderColor: "var(--line)", textTransform: "none", fontWeight: 560 }}
    >
      {t(`attention.${level}`)}
    </Badge>
  );
}
