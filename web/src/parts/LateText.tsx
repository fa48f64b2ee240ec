import { TextInput, type TextInputProps } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";

const PAUSE_MS = 250;

interface Props extends Omit<TextInputProps, "value" | "onChange"> {
  value: string;
  onChange: (text: string) => void;
}

/** A text that is passed on once the typing pauses. A value that changes elsewhere (back, clear) is taken over. */
export function LateText({ value, onChange, ...input }: Props) {
  const [typed, type] = useState(value);
  const [told, tell] = useState(value);
  if (value !== told) {
    tell(value);
    if (value !== typed.trim()) type(value);
  }
  const pass = useDebouncedCallback((text: string) => onChange(text.trim()), PAUSE_MS);
  return (
    <TextInput
      {...input}
      value={typed}
      onChange={(event) => {
        type(event.currentTarget.value);
        pass(event.currentTarget.value);
      }}
    />
  );
}
