import { Text } from "@mantine/core";
import { IconCloudCheck, IconCloudOff, IconDeviceLaptop } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { StoringState } from "./useStoring";

/** Where the words are: stored, on their way, or on this device alone. */
export function StoringNote({ state, why }: { state: StoringState; why: string | null }) {
  const { t } = useTranslation("compose");
  const Icon = state === "stored" ? IconCloudCheck : state === "refused" ? IconCloudOff : IconDeviceLaptop;
  const isTrouble = state === "offline" || state === "refused";
  return (
    <Text
      component="span"
      inherit
      // Whoever listens is told of trouble, not of every pause in writing.
      role={isTrouble ? "status" : undefined}
      style={{ display: "flex", alignItems: "center", gap: 6, minHeight: 24 }}
    >
      {state !== "nothing" && (
        <>
          <Icon size={16} aria-hidden style={{ flexShrink: 0 }} />
          {state === "refused" && why !== null ? t("storing.refused_why", { why }) : t(`storing.${state}`)}
        </>
      )}
    </Text>
  );
}
