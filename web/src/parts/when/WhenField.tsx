import { Box, Group, Input, TextInput } from "@mantine/core";
import { type FocusEvent, type KeyboardEvent, type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";

import { localeFor } from "~/time/moment";
import { todayIn } from "~/time/wall";

import { type Lean, readDay, sayDay } from "./day";
import { DayField } from "./DayField";
import { readTime } from "./time";
import type { Typed } from "./when";

interface Props {
  label: string;
  value: Typed;
  onChange: (typed: Typed) => void;
  zone: string;
  lean?: Lean;
  description?: ReactNode;
  error?: ReactNode;
  /** The label is there for those who listen; what is seen stands elsewhere. */
  hideLabel?: boolean;
  autoFocus?: boolean;
  onFocus?: () => void;
  onBlur?: (event: FocusEvent<HTMLElement>) => void;
  onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void;
}

/** A date and a time of day in the account's zone, each typed or picked. The weekday is said back. */
export function WhenField({
  label,
  value,
  onChange,
  zone,
  lean,
  description,
  error,
  hideLabel,
  autoFocus,
  ...on
}: Props) {
  const { t, i18n } = useTranslation();
  const id = useId();
  const locale = localeFor(i18n.language);
  const day = readDay(value.day, { today: todayIn(zone), locale, lean });
  const time = readTime(value.time);
  const said = day === null ? null : `${sayDay(day, locale)}${time === null ? "" : `, ${time}`} · ${zone}`;
  const hasError = error !== undefined && error !== null;
  const describedBy = [
    said !== null && `${id}-said`,
    description !== undefined && `${id}-more`,
    hasError && `${id}-error`,
  ]
    .filter((one) => one !== false)
    .join(" ");
  return (
    <Box role="group" aria-label={label} onBlur={on.onBlur} onKeyDown={on.onKeyDown} onFocus={on.onFocus}>
      {hideLabel !== true && (
        <Input.Label component="div" size="md" aria-hidden>
          {label}
        </Input.Label>
      )}
      <Group gap={8} wrap="nowrap" align="flex-start">
        <DayField
          size="md"
          field={label}
          aria-label={t("when.day_of", { field: label })}
          aria-describedby={describedBy || undefined}
          placeholder={t("when.day")}
          value={value.day}
          onChange={(typed) => onChange({ ...value, day: typed })}
          zone={zone}
          lean={lean}
          error={hasError}
          data-autofocus={autoFocus === true || undefined}
          style={{ flex: "1 1 0", minWidth: 0 }}
        />
        <TextInput
          size="md"
          aria-label={t("when.time_of", { field: label })}
          aria-describedby={describedBy || undefined}
          placeholder={t("when.time")}
          value={value.time}
          onChange={(event) => onChange({ ...value, time: event.currentTarget.value })}
          onBlur={() => time !== null && onChange({ ...value, time })}
          error={hasError}
          autoComplete="off"
          w={92}
        />
      </Group>
      {said !== null && (
        <Input.Description id={`${id}-said`} mt={4}>
          {said}
        </Input.Description>
      )}
      {description !== undefined && (
        <Box id={`${id}-more`} mt={4}>
          {description}
        </Box>
      )}
      {hasError && (
        <Input.Error id={`${id}-error`} mt={4}>
          {error}
        </Input.Error>
      )}
    </Box>
  );
}
