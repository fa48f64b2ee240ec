import { Stack, Switch, Text, TextInput } from "@mantine/core";
import { Trans, useTranslation } from "react-i18next";

import { Moment } from "~/parts/Moment";
import { useUsualWeek } from "~/parts/place/PlaceFields";
import { WeekdayField } from "~/parts/place/WeekdayField";
import { useMe } from "~/queries/account";

import { Card } from "./Card";
import { SaveBar } from "./SaveBar";
import { useProfileForm } from "./useProfileForm";

const FIELDS = ["digest_time", "digest_days", "digest_when_empty"] as const;

/** When the daily digest comes, and whether with nothing to say too. */
export function DigestForm() {
  const { t } = useTranslation("settings");
  const me = useMe();
  const usual = useUsualWeek(me.country);
  const form = useProfileForm(FIELDS);
  const { value, fields, set } = form;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        form.save();
      }}
    >
      <Card title={t("digest.title")} about={t("digest.about")}>
        <Stack gap="lg">
          <TextInput
            type="time"
            label={t("digest.time")}
            value={value.digest_time}
            onChange={(event) => set({ digest_time: event.currentTarget.value })}
            required
            withAsterisk={false}
            error={fields.digest_time}
            size="md"
            maw={180}
          />
          {usual !== undefined && (
            <WeekdayField
              label={t("digest.days")}
              value={value.digest_days}
              usual={me.working_days ?? usual}
              onChange={(digest_days) => set({ digest_days })}
              about={
                value.digest_days === null
                  ? t("digest.working_days")
                  : t(value.digest_days.length === 0 ? "digest.never" : "digest.own_days")
              }
              error={fields.digest_days}
            />
          )}
          <Switch
            label={t("digest.when_empty")}
            checked={value.digest_when_empty}
            onChange={(event) => set({ digest_when_empty: event.currentTarget.checked })}
            error={fields.digest_when_empty}
            size="md"
          />
          <Text size="sm" c="dimmed">
            {me.next_digest_at === null ? (
              t("digest.no_next")
            ) : (
              <Trans ns="settings" i18nKey="digest.next" components={{ at: <Moment at={me.next_digest_at} /> }} />
            )}
          </Text>
        </Stack>
        <SaveBar form={form} />
      </Card>
    </form>
  );
}
