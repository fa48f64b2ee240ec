import { Autocomplete, Group, NumberInput, TextInput } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";

import { FIELD } from "./field";
import { type Fact, FACTS, type Wish } from "./wish";

const NotBefore = lazy(() => import("./times/NotBefore"));

interface Props {
  wish: Wish;
  choose: (changes: Partial<Wish>) => void;
  errors: Readonly<Record<string, string>>;
}

/** The facts that make the chosen reason useful to the employer. None is needed. */
export function Facts({ wish, choose, errors }: Props) {
  const names = FACTS[wish.reason] ?? [];
  if (names.length === 0) return null;
  return (
    <Group grow align="flex-start" gap="sm" mt={-8}>
      {names.map((name) => (
        <FactField
          key={name}
          name={name}
          value={wish.facts[name] ?? ""}
          error={errors[name]}
          change={(text) => choose({ facts: { ...wish.facts, [name]: text } })}
        />
      ))}
    </Group>
  );
}

interface FieldProps {
  name: Fact;
  value: string;
  error: string | undefined;
  change: (text: string) => void;
}

function FactField({ name, value, error, change }: FieldProps) {
  const { t } = useTranslation("compose");
  const shared = { label: t(`facts.${name}`), ...FIELD, error, value } as const;
  switch (name) {
    case "not_before":
      return (
        <Suspense>
          <NotBefore label={shared.label} day={value} error={error} change={change} />
        </Suspense>
      );
    case "hours":
      return (
        <NumberInput
          {...shared}
          min={1}
          max={10_000}
          allowDecimal={false}
          onChange={(hours) => change(String(hours))}
          hideControls
          inputMode="numeric"
        />
      );
    case "work_mode":
    case "contract_type":
      return (
        <Autocomplete
          {...shared}
          maxLength={200}
          data={Object.values(t(`facts.${name}_examples`, { returnObjects: true }))}
          onChange={change}
        />
      );
    default:
      return (
        <TextInput
          {...shared}
          maxLength={200}
          placeholder={t(`facts.${name}_example`)}
          onChange={(event) => change(event.currentTarget.value)}
        />
      );
  }
}
