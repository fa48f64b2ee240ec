import { ActionIcon, Button, Group, Input, Stack } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { NOTHING, readWhen, type Typed, typedOf } from "~/parts/when/when";
import { WhenField } from "~/parts/when/WhenField";
import { useMe } from "~/queries/account";

import type { Wish } from "../wish";

const MOST = 3;
const FIRST = 2;

interface Props {
  wish: Wish;
  choose: (changes: Partial<Wish>) => void;
  error: string | undefined;
}

/** Other times to offer; with none, the letter asks for some. */
export default function Slots({ wish, choose, error }: Props) {
  const { t, i18n } = useTranslation("compose");
  const { time_zone: zone } = useMe();
  const wall = { zone, language: i18n.language };
  const [typed, setTyped] = useState<readonly Typed[]>(() => {
    const given = wish.slots.map((slot) => typedOf(slot, wall));
    return [...given, ...Array.from({ length: Math.max(0, FIRST - given.length) }, () => NOTHING)];
  });
  const change = (now: readonly Typed[]) => {
    setTyped(now);
    const read = now.map((one) => readWhen(one, wall));
    choose({ slots: read.filter((slot) => typeof slot === "string") });
  };
  return (
    <Stack gap="xs" role="group" aria-label={t("choices.slots")}>
      <Input.Label component="div">{t("choices.slots")}</Input.Label>
      <Input.Description>{t("choices.slots_hint")}</Input.Description>
      {typed.map((one, index) => (
        <Group key={index} gap={4} wrap="nowrap" align="flex-start">
          <div style={{ flex: 1, minWidth: 0 }}>
            <WhenField
              hideLabel
              label={t("choices.slot", { number: index + 1 })}
              value={one}
              onChange={(when) => change(typed.map((before, at) => (at === index ? when : before)))}
              zone={zone}
            />
          </div>
          {typed.length > FIRST && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size={42}
              aria-label={t("choices.slot_remove", { number: index + 1 })}
              onClick={() => change(typed.filter((_, at) => at !== index))}
            >
              <IconX size={18} aria-hidden />
            </ActionIcon>
          )}
        </Group>
      ))}
      {error !== undefined && <Input.Error role="alert">{error}</Input.Error>}
      {typed.length < MOST && (
        <Button
          variant="subtle"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => change([...typed, NOTHING])}
          style={{ alignSelf: "flex-start" }}
        >
          {t("choices.slot_add")}
        </Button>
      )}
    </Stack>
  );
}
