import { PasswordInput, SegmentedControl, Select, Stack, TextInput, useMantineColorScheme } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { LANGUAGES } from "~/i18n";
import { PlaceFields } from "~/parts/place/PlaceFields";

import { Card } from "./Card";
import { SaveBar } from "./SaveBar";
import { useProfileForm } from "./useProfileForm";

const FIELDS = ["name", "email", "language", "time_zone", "country", "region"] as const;

export function ProfileSection() {
  return (
    <>
      <Person />
      <Colours />
    </>
  );
}

function Person() {
  const { t } = useTranslation(["settings", "welcome"]);
  const form = useProfileForm(FIELDS);
  const [password, setPassword] = useState("");
  const { value, fields, set } = form;
  const needsPassword = "email" in form.changes;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        form.save(needsPassword ? { password } : {});
      }}
    >
      <Card title={t("profile.you")}>
        <Stack>
          <TextInput
            label={t("welcome:name")}
            description={t("welcome:name_why")}
            inputWrapperOrder={["label", "input", "error", "description"]}
            value={value.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            autoComplete="name"
            required
            withAsterisk={false}
            error={fields.name}
            size="md"
          />
          <TextInput
            label={t("welcome:email")}
            type="email"
            value={value.email}
            onChange={(event) => set({ email: event.currentTarget.value })}
            autoComplete="email"
            required
            withAsterisk={false}
            error={fields.email}
            size="md"
          />
          {needsPassword && (
            <PasswordInput
              label={t("password.current")}
              description={t("profile.email_needs")}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              autoComplete="current-password"
              visibilityToggleFocusable
              visibilityToggleButtonProps={{ "aria-label": t("welcome:password.show") }}
              required
              withAsterisk={false}
              error={fields.password}
              size="md"
            />
          )}
          <Select
            label={t("profile.language")}
            description={t("profile.language_why")}
            inputWrapperOrder={["label", "input", "error", "description"]}
            data={Object.entries(LANGUAGES).map(([code, label]) => ({ value: code, label }))}
            value={value.language}
            onChange={(language) => language !== null && set({ language })}
            allowDeselect={false}
            error={fields.language}
            size="md"
          />
          <PlaceFields value={value} onChange={set} fields={fields} />
        </Stack>
        <SaveBar form={form} />
      </Card>
    </form>
  );
}

const SCHEMES = ["light", "dark", "auto"] as const;

function Colours() {
  const { t } = useTranslation(["settings", "common"]);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Card title={t("common:scheme.label")} about={t("profile.colours_about")}>
      <SegmentedControl
        aria-label={t("common:scheme.label")}
        data={SCHEMES.map((value) => ({ value, label: t(`common:scheme.${value}`) }))}
        value={colorScheme}
        onChange={(value) => setColorScheme(value)}
        size="md"
      />
    </Card>
  );
}
