import { PasswordInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface Props {
  value: string;
  onChange: (value: string) => void;
  /** A password is stored, and stays where none is written. */
  isKept?: boolean;
  isRequired?: boolean;
  error?: string | undefined;
}

/** A password of another service's: stored encrypted, shown by nothing, offered by no browser. */
export function WriteOnlyPassword({ value, onChange, isKept = false, isRequired = !isKept, error }: Props) {
  const { t } = useTranslation(["mail", "welcome"]);
  return (
    <PasswordInput
      label={t("server.password")}
      description={t(isKept ? "server.password_kept" : "server.password_about")}
      inputWrapperOrder={["label", "description", "input", "error"]}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      autoComplete="new-password"
      spellCheck={false}
      visibilityToggleFocusable
      visibilityToggleButtonProps={{ "aria-label": t("welcome:password.show") }}
      required={isRequired}
      withAsterisk={false}
      error={error}
      size="md"
    />
  );
}
