import { Button, Collapse, Group, Stack, Text } from "@mantine/core";
import { IconAdjustmentsHorizontal } from "@tabler/icons-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { countryName, PlaceFields, useUsualWeek } from "~/parts/place/PlaceFields";
import { WeekdayField } from "~/parts/place/WeekdayField";
import { daysInWords } from "~/parts/place/weekdays";
import { localeFor } from "~/time/moment";

import classes from "./Arrival.module.css";
import type { Guess } from "./guess";

interface Props {
  value: Guess;
  onChange: (changed: Partial<Guess>) => void;
  fields: Readonly<Record<string, string>>;
}

const TIME_FIELDS = ["time_zone", "country", "region", "working_days"];

/** What was guessed of zone, country and week, in a sentence; and the fields to mend it. */
export function HowTimeCounts({ value, onChange, fields }: Props) {
  const { t, i18n } = useTranslation("welcome");
  const id = useId();
  const [wantsFields, setWantsFields] = useState(false);
  const usual = useUsualWeek(value.country);
  const isOpen = wantsFields || TIME_FIELDS.some((name) => name in fields);
  const locale = localeFor(i18n.language);
  const days = value.working_days ?? usual ?? [];
  const range = (first: string, last: string) => t("place.range", { first, last });
  return (
    <section className={classes.quiet} aria-labelledby={`${id}-label`}>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <div style={{ minWidth: 0 }}>
          <Text id={`${id}-label`} size="sm" fw={500}>
            {t("time.label")}
          </Text>
          <Text size="sm" c="dimmed">
            {[
              value.country === null ? t("place.no_country") : countryName(value.country, i18n.language),
              value.time_zone.replaceAll("_", " "),
              days.length === 0 ? t("loading") : daysInWords(days, locale, range),
            ].join(" · ")}
          </Text>
        </div>
        <Button
          variant="subtle"
          size="compact-sm"
          h={40}
          style={{ flexShrink: 0 }}
          leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />}
          aria-expanded={isOpen}
          aria-controls={`${id}-fields`}
          onClick={() => setWantsFields(!isOpen)}
        >
          {t(isOpen ? "time.done" : "time.change")}
        </Button>
      </Group>
      <Collapse expanded={isOpen} id={`${id}-fields`}>
        <Stack gap="md" mt="md">
          <PlaceFields value={value} onChange={onChange} fields={fields} />
          {usual !== undefined && (
            <WeekdayField
              label={t("place.days")}
              value={value.working_days}
              usual={usual}
              onChange={(working_days) => onChange({ working_days })}
              error={fields.working_days}
            />
          )}
        </Stack>
      </Collapse>
      <Text size="xs" c="dimmed" mt={8}>
        {t("time.why")}
      </Text>
    </section>
  );
}
