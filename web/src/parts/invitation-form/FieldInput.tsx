import { NativeSelect, TagsInput, Textarea, TextInput } from "@mantine/core";
import type { FocusEvent, KeyboardEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { WhenField } from "~/parts/when/WhenField";
import type { Typed } from "~/parts/when/when";
import { useMe } from "~/queries/account";

import { type ChoiceName, type FieldName, INPUTS, isChoice, isLine, isWhen, OPTIONS } from "./fields";
import type { Value } from "./written";

interface Props {
  name: FieldName;
  value: Value;
  onChange: (value: Value) => void;
  error?: string;
  /** What is said beneath the input. */
  beneath?: ReactNode;
  /** The label is only heard, where the place already names the field. */
  hideLabel?: boolean;
  autoFocus?: boolean;
  onFocus?: () => void;
  onBlur?: (event: FocusEvent<HTMLElement>) => void;
  onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void;
}

/** The input that fits a field of an invitation, with its label, its refusal, and what is said beneath it. */
export function FieldInput({ name, value, onChange, error, beneath, hideLabel, autoFocus, ...on }: Props) {
  const { t } = useTranslation("record");
  const label = t(`field.${name}`);
  const common = {
    size: "md" as const,
    ...(hideLabel === true ? { "aria-label": label } : { label }),
    error,
    description: beneath,
    inputWrapperOrder: ["label", "input", "description", "error"] as ("label" | "input" | "description" | "error")[],
    descriptionProps: { component: "div" as const, mt: 4 },
    "data-autofocus": autoFocus === true || undefined,
    ...on,
  };
  if (isWhen(name))
    return (
      <WhenInput {...{ name, label, value: value as Typed, onChange, error, beneath, hideLabel, autoFocus, ...on }} />
    );
  if (isChoice(name)) return <Choice {...common} name={name} value={value as string} onChange={onChange} />;
  if (Array.isArray(value))
    return <TagsInput {...common} value={value} onChange={onChange} clearable={false} splitChars={[","]} />;
  const text = typeof value === "string" ? value : "";
  if (!isLine(name))
    return (
      <Textarea
        {...common}
        value={text}
        autosize
        minRows={3}
        maxRows={14}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  return (
    <TextInput
      {...common}
      {...INPUTS[name]}
      autoComplete="off"
      required={name === "company"}
      value={text}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

interface ChoiceProps {
  name: ChoiceName;
  value: string;
  onChange: (value: string) => void;
}

function Choice({ name, value, onChange, ...common }: ChoiceProps) {
  const { t } = useTranslation(["vocabulary", "record"]);
  const words = {
    medium: (one: string) => t(`vocabulary:medium.${one as "other"}`),
    format: (one: string) => t(`vocabulary:format.${one as "other"}`),
  };
  return (
    <NativeSelect {...common} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      <option value="">{t("record:unsaid")}</option>
      {OPTIONS[name].map((one) => (
        <option key={one} value={one}>
          {words[name](one)}
        </option>
      ))}
    </NativeSelect>
  );
}

interface WhenInputProps extends Omit<Props, "value"> {
  label: string;
  value: Typed;
}

function WhenInput({ name, beneath, ...rest }: WhenInputProps) {
  const { time_zone: zone } = useMe();
  return <WhenField {...rest} description={beneath} zone={zone} lean={name === "received_at" ? "back" : "ahead"} />;
}
