import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface Props {
  value: string;
  onChange: (value: string) => void;
  isRequired?: boolean;
  error?: string | undefined;
}

/** Who one is at a mail server. */
export function Username({ value, onChange, isRequired = false, error }: Props) {
  const { t } = useTranslation("mail");
  return (
    <TextInput
      label={t("server.username")}
      description={t("server.username_about")}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      required={isRequired}
      withAsterisk={false}
      error={error}
      size="md"
    />
  );
}
