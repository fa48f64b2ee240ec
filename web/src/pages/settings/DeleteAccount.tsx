import { Button, Group, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Trans, useTranslation } from "react-i18next";

import { Dialog } from "~/parts/Dialog";
import { Failure } from "~/parts/Failure";
import { useFieldWords } from "~/parts/refusal";
import { useDeleteMe, useMe } from "~/queries/account";
import { forgetKept } from "~/queries/persistence";
import { forgetWords } from "~/queries/words";

import { DangerButton } from "./DangerButton";

/** The end of an account: nothing brings it back, so the address is typed and the password asked for. */
export function DeleteAccount({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["settings", "common", "welcome"]);
  const { email } = useMe();
  const navigate = useNavigate();
  const [given, setGiven] = useState({ email: "", password: "" });
  const remove = useDeleteMe();
  const fields = useFieldWords()(remove.error);
  const isMeant = given.email.trim().toLowerCase() === email.toLowerCase();
  const leave = () => {
    forgetWords();
    void forgetKept().then(() => navigate({ to: "/welcome", replace: true }));
  };
  return (
    <Dialog title={t("data.delete_title")} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isMeant) remove.mutate({ password: given.password }, { onSuccess: leave });
        }}
      >
        <Stack>
          <Text>{t("data.delete_warning")}</Text>
          <TextInput
            label={
              <Trans ns="settings" i18nKey="data.delete_type" values={{ email }} components={{ strong: <strong /> }} />
            }
            value={given.email}
            onChange={(event) => setGiven({ ...given, email: event.currentTarget.value })}
            autoComplete="off"
            spellCheck={false}
            required
            withAsterisk={false}
            data-autofocus
            size="md"
          />
          <PasswordInput
            label={t("password.current")}
            value={given.password}
            onChange={(event) => {
              setGiven({ ...given, password: event.currentTarget.value });
              if (!remove.isIdle) remove.reset();
            }}
            autoComplete="current-password"
            visibilityToggleFocusable
            visibilityToggleButtonProps={{ "aria-label": t("welcome:password.show") }}
            required
            withAsterisk={false}
            error={fields.password}
            size="md"
          />
          {remove.error !== null && Object.keys(fields).length === 0 && <Failure error={remove.error} />}
          <Group justify="flex-end">
            <Button variant="default" h={40} onClick={onClose}>
              {t("common:act.cancel")}
            </Button>
            <DangerButton type="submit" disabled={!isMeant} loading={remove.isPending}>
              {t("data.delete_for_good")}
            </DangerButton>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
