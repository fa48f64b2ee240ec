import { Button, SimpleGrid } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useMe } from "~/queries/account";

import { snoozeChoices } from "./untilWhen";

/** The usual answers to "until when?", as buttons. */
export function SnoozeChoices({ onChoose }: { onChoose: (until: string) => void }) {
  const { t } = useTranslation();
  const { time_zone: zone } = useMe();
  return (
    <SimpleGrid cols={2} spacing="xs">
      {snoozeChoices(new Date(), zone).map(({ key, until }, place) => (
        <Button
          key={key}
          variant="default"
          h={40}
          data-autofocus={place === 0 || undefined}
          onClick={() => onChoose(until)}
        >
          {t(`snooze.choice.${key}`)}
        </Button>
      ))}
    </SimpleGrid>
  );
}
