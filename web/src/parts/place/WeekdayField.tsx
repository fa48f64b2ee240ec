import { Chip, Group, Input, Text, VisuallyHidden } from "@mantine/core";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";

import { localeFor } from "~/time/moment";

import { weekdayNames, weekdaysInOrder } from "./weekdays";

interface Props {
  label: string;
  /** Null: the usual ones. */
  value: readonly number[] | null;
  /** The days that null means. */
  usual: readonly number[];
  onChange: (value: number[] | null) => void;
  /** What null means, or whatever else is to be said. */
  about?: ReactNode;
  error?: string;
}

/** Some days of the week. The usual ones are kept as "the usual ones", so that they follow when those change. */
export function WeekdayField({ label, value, usual, onChange, about, error }: Props) {
  const { i18n } = useTranslation();
  const id = useId();
  const locale = localeFor(i18n.language);
  const short = weekdayNames(locale, "short");
  const long = weekdayNames(locale, "long");
  const chosen = value ?? usual;
  const choose = (days: readonly number[]) => {
    const sorted = [...days].sort((one, other) => one - other);
    onChange(isSame(sorted, usual) ? null : sorted);
  };
  return (
    <div role="group" aria-labelledby={`${id}-label`} aria-describedby={`${id}-about`}>
      <Text id={`${id}-label`} fw={500} mb={6}>
        {label}
      </Text>
      <Group gap={6}>
        {weekdaysInOrder(locale).map((day) => (
          <Chip
            key={day}
            checked={chosen.includes(day)}
            onChange={(checked) => choose(checked ? [...chosen, day] : chosen.filter((one) => one !== day))}
            variant="outline"
            radius="md"
            styles={{ label: { height: 40, paddingInline: 12 } }}
          >
            <span aria-hidden>{short[day]}</span>
            <VisuallyHidden>{long[day]}</VisuallyHidden>
          </Chip>
        ))}
      </Group>
      <div id={`${id}-about`}>
        {about !== undefined && (
          <Input.Description mt={6} component="div" size="md">
            {about}
          </Input.Description>
        )}
        {error !== undefined && (
          <Input.Error mt={6} size="md">
            {error}
          </Input.Error>
        )}
      </div>
    </div>
  );
}

function isSame(some: readonly number[], others: readonly number[]): boolean {
  return some.length === others.length && some.every((day) => others.includes(day));
}
