import { Select, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { OTHER, type ProviderName, PROVIDERS } from "./providers";

export type Chosen = ProviderName | typeof OTHER;

interface Props {
  value: Chosen;
  choose: (provider: Chosen) => void;
  /** Only those that mail can be fetched from by a password. */
  forFetching?: boolean;
}

/** Whose servers they are, and what to know of that provider's passwords. */
export function ProviderField({ value, choose, forFetching = false }: Props) {
  const { t } = useTranslation("mail");
  const names = (Object.keys(PROVIDERS) as ProviderName[]).filter(
    (name) => !forFetching || PROVIDERS[name].imap !== null,
  );
  return (
    <div>
      <Select
        label={t("server.provider")}
        data={[
          ...names.map((name) => ({ value: name, label: PROVIDERS[name].name })),
          { value: OTHER, label: t("server.other") },
        ]}
        value={value}
        onChange={(chosen) => choose(chosen ?? value)}
        allowDeselect={false}
        size="md"
      />
      {value !== OTHER && (
        <Text size="sm" c="dimmed" mt={6} role="status">
          {t(`server.note.${PROVIDERS[value].note}`, { provider: PROVIDERS[value].name })}
        </Text>
      )}
    </div>
  );
}
