import { Button, Group, NativeSelect, NumberInput, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useRefused } from "~/acts/useActs";
import type { Contact } from "~/queries/contacts";

import { CADENCES, cadenceKey, MOST_DAYS, readDays } from "./cadence";
import { usePeopleActs } from "./usePeopleActs";

/** How often to speak with somebody: the usual answers, a number of one's own, or never by itself. */
export function CadenceField({ contact }: { contact: Contact }) {
  const { t } = useTranslation("people");
  const { replan } = usePeopleActs();
  const refused = useRefused();
  const [isOwn, setOwn] = useState(false);
  const { cadence_days: days } = contact;
  const key = cadenceKey(days);
  const set = (wanted: number | null) => void replan(contact, { cadence_days: wanted }).catch(refused);
  return (
    <Stack gap="xs">
      <NativeSelect
        label={t("cadence.label")}
        size="md"
        maw={320}
        value={isOwn ? "other" : key}
        onChange={({ currentTarget: { value } }) => {
          setOwn(value === "other");
          if (value === "none") set(null);
          const chosen = CADENCES.find((one) => one.key === value);
          if (chosen !== undefined) set(chosen.days);
        }}
      >
        {CADENCES.map((one) => (
          <option key={one.key} value={one.key}>
            {t(`cadence.${one.key}`)}
          </option>
        ))}
        {key === "own" && <option value="own">{t("cadence.every", { count: days ?? 0 })}</option>}
        <option value="other">{t("cadence.other")}</option>
        <option value="none">{t("cadence.none")}</option>
      </NativeSelect>
      {isOwn && (
        <OwnDays
          days={days}
          save={(wanted) => {
            setOwn(false);
            set(wanted);
          }}
          cancel={() => setOwn(false)}
        />
      )}
    </Stack>
  );
}

interface OwnDaysProps {
  days: number | null;
  save: (days: number) => void;
  cancel: () => void;
}

function OwnDays({ days, save, cancel }: OwnDaysProps) {
  const { t } = useTranslation(["people", "common"]);
  const [typed, type] = useState(String(days ?? ""));
  const [isWrong, setWrong] = useState(false);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const wanted = readDays(typed);
        if (wanted === null) setWrong(true);
        else save(wanted);
      }}
    >
      <Group gap="xs" align="flex-start">
        <NumberInput
          aria-label={t("cadence.days")}
          // eslint-disable-next-line jsx-a11y/no-autofocus -- It was asked for a moment ago.
          autoFocus
          size="md"
          w={150}
          onKeyDown={(event) => event.key === "Escape" && cancel()}
          min={1}
          max={MOST_DAYS}
          clampBehavior="none"
          allowDecimal={false}
          allowNegative={false}
          suffix={t("cadence.suffix")}
          value={typed}
          error={isWrong ? t("cadence.wrong", { most: MOST_DAYS }) : undefined}
          onChange={(value) => {
            setWrong(false);
            type(String(value));
          }}
        />
        <Button type="submit" h={42}>
          {t("common:act.save")}
        </Button>
        <Button variant="default" h={42} onClick={cancel}>
          {t("common:act.cancel")}
        </Button>
      </Group>
    </form>
  );
}
