import { Alert, Button, Group, PasswordInput, Stack } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Failure } from "~/parts/Failure";
import { NewPassword } from "~/parts/NewPassword";
import { useFieldWords } from "~/parts/refusal";
import { setupQuery, useChangePassword, useMe } from "~/queries/account";

import { Card } from "./Card";

const NOTHING = { current: "", new: "" };

/** Changing the password signs every other browser out. */
export function PasswordForm() {
  const { t } = useTranslation(["settings", "welcome"]);
  const me = useMe();
  const { data: setup } = useQuery(setupQuery);
  const [given, setGiven] = useState(NOTHING);
  const change = useChangePassword();
  const fields = useFieldWords()(change.error, { "password-wrong": "current" });
  const write = (changed: Partial<typeof given>) => {
    setGiven({ ...given, ...changed });
    if (!change.isIdle) change.reset();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate(given, { onSuccess: () => setGiven(NOTHING) });
      }}
    >
      <Card title={t("password.title")} about={t("password.about")}>
        <Stack>
          <PasswordInput
            label={t("password.current")}
            value={given.current}
            onChange={(event) => write({ current: event.currentTarget.value })}
            autoComplete="current-password"
            visibilityToggleFocusable
            visibilityToggleButtonProps={{ "aria-label": t("welcome:password.show") }}
            required
            withAsterisk={false}
            error={fields.current}
            size="md"
          />
          <NewPassword
            label={t("password.new")}
            value={given.new}
            onChange={(value) => write({ new: value })}
            shortest={setup?.shortest_password ?? 0}
            known={[me.name, me.email]}
            error={fields.new}
          />
          {change.error !== null && Object.keys(fields).length === 0 && <Failure error={change.error} />}
          {change.isSuccess && (
            <Alert color="gray" icon={<IconCheck color="var(--attention-on_track)" aria-hidden />} role="status">
              {t("password.changed")}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button type="submit" h={40} loading={change.isPending} disabled={given.current === "" || given.new === ""}>
              {t("password.act")}
            </Button>
          </Group>
        </Stack>
      </Card>
    </form>
  );
}
