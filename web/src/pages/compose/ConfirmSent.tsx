import { Button, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Dialog } from "~/parts/Dialog";

/** Asked after the shortcut, which a hand may find by mistake. */
export function ConfirmSent({
  company,
  confirm,
  cancel,
}: {
  company: string;
  confirm: () => void;
  cancel: () => void;
}) {
  const { t } = useTranslation("compose");
  return (
    <Dialog title={t("confirm.title")} onClose={cancel} size="sm">
      <Stack>
        <Text size="sm">{t("confirm.about", { company })}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={cancel}>
            {t("confirm.not_yet")}
          </Button>
          <Button data-autofocus onClick={confirm}>
            {t("confirm.yes")}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
