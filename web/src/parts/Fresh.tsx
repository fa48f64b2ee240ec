import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";

import { frame } from "./notify";

function Fresh({ load }: { load: () => void }) {
  const { t } = useTranslation();
  return (
    <Group justify="space-between" wrap="nowrap">
      <Text size="sm">{t("fresh.title")}</Text>
      <Button size="compact-sm" h={32} onClick={load}>
        {t("fresh.load")}
      </Button>
    </Group>
  );
}

/** Says that a newer version is ready, until the person loads it or waves it away. */
export function sayFresh(load: () => void): void {
  notifications.show({
    id: "fresh",
    message: <Fresh load={load} />,
    color: "ink",
    autoClose: false,
    role: "status",
    ...frame(),
  });
}
