import { NumberInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { DeadlineExample } from "~/parts/example/DeadlineExample";
import { exampleMoments } from "~/parts/example/moments";
import { countryName, useUsualWeek } from "~/parts/place/PlaceFields";
import { WeekdayField } from "~/parts/place/WeekdayField";
import { useFieldWords } from "~/parts/refusal";
import { useMe } from "~/queries/account";
import { type Policy, triedDeadlineQuery } from "~/queries/places";

import { Card } from "./Card";
import { SaveBar } from "./SaveBar";
import classes from "./Settings.module.css";
import { useProfileForm } from "./useProfileForm";

const DAYS = ["reply_business_days", "due_soon_business_days", "ghosting_business_days"] as const;
const HOURS = ["cap_hours", "least_hours"] as const;
const FIELDS = ["working_days", "workday_end", ...DAYS, ...HOURS] as const;

/** How deadlines are decided, beside what that makes of three invitations. */
export function DeadlinesSection() {
  const { t, i18n } = useTranslation("settings");
  const me = useMe();
  const form = useProfileForm(FIELDS);
  const usual = useUsualWeek(me.country);
  const { value, set } = form;
  const tried = useTried(form.changes);
  const fields = { ...tried.fields, ...form.fields };
  const inHours = (name: (typeof HOURS)[number]) => t("deadlines.hours", { count: value[name] || 0 });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        form.save();
      }}
    >
      <Card title={t("deadlines.rule")} about={t("deadlines.rule_about")}>
        <Stack gap="lg">
          {usual !== undefined && (
            <WeekdayField
              label={t("deadlines.working_days")}
              value={value.working_days}
              usual={usual}
              onChange={(working_days) => set({ working_days })}
              about={
                value.working_days !== null
                  ? t("deadlines.own_week")
                  : me.country === null
                    ? t("deadlines.usual_week")
                    : t("deadlines.country_week", { country: countryName(me.country, i18n.language) })
              }
              error={fields.working_days}
            />
          )}
          <div className={classes.numbers}>
            <TextInput
              type="time"
              label={t("deadlines.workday_end")}
              description={t("deadlines.workday_end_why")}
              inputWrapperOrder={["label", "input", "error", "description"]}
              value={value.workday_end}
              onChange={(event) => set({ workday_end: event.currentTarget.value })}
              required
              withAsterisk={false}
              error={fields.workday_end}
              size="md"
            />
            {DAYS.map((name) => (
              <Count
                key={name}
                label={t(`deadlines.${name}`)}
                about={t(`deadlines.${name}_why`)}
                unit={t("deadlines.business_days", { count: value[name] || 0 })}
                value={value[name]}
                onChange={(count) => set({ [name]: count })}
                error={fields[name]}
              />
            ))}
            {HOURS.map((name) => (
              <Count
                key={name}
                label={t(`deadlines.${name}`)}
                about={t(`deadlines.${name}_why`)}
                unit={inHours(name)}
                value={value[name]}
                onChange={(count) => set({ [name]: count })}
                error={fields[name]}
              />
            ))}
          </div>
          <Examples policy={tried.policy} />
        </Stack>
        <SaveBar form={form} />
      </Card>
    </form>
  );
}

interface CountProps {
  label: string;
  about: string;
  unit: string;
  value: number;
  onChange: (count: number) => void;
  error?: string;
}

/** A number of days or hours. An emptied one is no number, which the server refuses beside the field. */
function Count({ label, about, unit, value, onChange, error }: CountProps) {
  return (
    <NumberInput
      label={label}
      description={about}
      inputWrapperOrder={["label", "input", "error", "description"]}
      value={Number.isNaN(value) ? "" : value}
      onChange={(count) => onChange(typeof count === "number" ? count : NaN)}
      allowDecimal={false}
      allowNegative={false}
      hideControls
      inputMode="numeric"
      rightSection={
        <Text size="sm" c="dimmed" pr="md" style={{ whiteSpace: "nowrap" }}>
          {unit}
        </Text>
      }
      rightSectionWidth="auto"
      required
      withAsterisk={false}
      error={error}
      size="md"
    />
  );
}

/** The policy as it is tried, a moment after the last key, and what the server has against it. */
function useTried(changes: Policy): { policy: Policy; fields: Readonly<Record<string, string>> } {
  const { time_zone: zone } = useMe();
  const [policy] = useDebouncedValue(changes, 250);
  const moments = useMemo(() => exampleMoments(zone), [zone]);
  const { error } = useQuery(triedDeadlineQuery({ ...policy, ...moments.friday }));
  return { policy, fields: useFieldWords()(error) };
}

function Examples({ policy }: { policy: Policy }) {
  const { t } = useTranslation("settings");
  const { time_zone: zone } = useMe();
  const moments = useMemo(() => exampleMoments(zone), [zone]);
  return (
    <section className={classes.examples} aria-label={t("deadlines.examples")}>
      <Title order={3} fz={15} fw={600}>
        {t("deadlines.examples")}
      </Title>
      <DeadlineExample moments={moments.friday} zone={zone} policy={policy} withLevels />
      <DeadlineExample moments={moments.saturday} zone={zone} policy={policy} />
      <DeadlineExample moments={moments.interview} zone={zone} policy={policy} />
    </section>
  );
}
