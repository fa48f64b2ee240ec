import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { MEDIA, type PersonField } from "./fields";

interface Props {
  name: PersonField;
  value: string;
  onChange: (value: string) => void;
  error?: string;
  /** The label is only heard, where the place already names the field. */
  hideLabel?: boolean;
  /** The first of a dialog, where the keyboard begins. */
  isFirst?: boolean;
}

const TYPES: Partial<Record<PersonField, "email" | "url">> = { email: "email", link: "url" };

/** The input that fits a fact of a person. */
export function PersonInput({ name, value, onChange, error, hideLabel, isFirst }: Props) {
  const { t } = useTranslation(["people", "vocabulary", "record"]);
  const label = t(`people:field.${name}`);
  const common = {
    size: "md" as const,
    ...(hideLabel === true ? { "aria-label": label } : { label }),
    error,
    value,
    "data-autofocus": isFirst === true || undefined,
  };
  if (name === "met_by")
    return (
      <NativeSelect {...common} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{t("record:unsaid")}</option>
        {MEDIA.map((one) => (
          <option key={one} value={one}>
            {t(`vocabulary:medium.${one}`)}
          </option>
        ))}
      </NativeSelect>
    );
  if (name === "notes")
    return (
      <Textarea
        {...common}
        autosize
        minRows={3}
        maxRows={14}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  return (
    <TextInput
      {...common}
      type={TYPES[name]}
      autoComplete="off"
      required={name === "name"}
      withAsterisk={false}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
