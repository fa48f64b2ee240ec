import { PasswordInput, Progress, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { countCharacters, type Strength, strengthOf } from "./strength";

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** The fewest characters that the server takes. */
  shortest: number;
  /** What a guesser would know: name and address. */
  known?: readonly string[];
  error?: string;
}

const FILLED: Record<Strength, number> = { short: 0, guessable: 30, fair: 65, good: 100 };
const COLOURS: Record<Strength, string> = { short: "gray", guessable: "orange", fair: "ink", good: "teal" };

/** A password to be chosen: it can be pasted and looked at, and is judged in words. */
export function NewPassword({ label, value, onChange, shortest, known, error }: Props) {
  const { t } = useTranslation("welcome");
  const strength = strengthOf(value, shortest, known);
  const count = countCharacters(value);
  const share = strength === "short" ? (30 * count) / shortest : FILLED[strength];
  return (
    <PasswordInput
      label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error}
      required
      withAsterisk={false}
      autoComplete="new-password"
      visibilityToggleFocusable
      visibilityToggleButtonProps={{ "aria-label": t("password.show") }}
      inputWrapperOrder={["label", "input", "error", "description"]}
      size="md"
      descriptionProps={{ component: "div" }}
      description={
        <>
          <Progress value={share} size={4} color={COLOURS[strength]} mt={6} mb={4} aria-hidden />
          <Text component="span" size="xs" role="status">
            {value === ""
              ? t("password.advice", { count: shortest })
              : t(`password.${strength}`, { count: shortest - count })}
          </Text>
        </>
      }
    />
  );
}
