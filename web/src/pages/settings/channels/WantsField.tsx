import { Checkbox, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Want } from "~/queries/channels";

import { WANTS } from "./kinds";

interface Props {
  value: readonly Want[];
  onChange: (wants: Want[]) => void;
  error?: string;
}

export function WantsField({ value, onChange, error }: Props) {
  const { t } = useTranslation("settings");
  return (
    <Checkbox.Group
      size="md"
      label={t("channels.wants")}
      description={t("channels.wants_about")}
      value={[...value]}
      onChange={(wants) => onChange(WANTS.filter((want) => wants.includes(want)))}
      error={error}
    >
      <Stack gap={10} mt={8}>
        {WANTS.map((want) => (
          <Checkbox
            size="md"
            key={want}
            value={want}
            label={t(`channels.want.${want}`)}
            description={t(`channels.want_about.${want}`)}
          />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
