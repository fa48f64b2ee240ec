import { Button, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Dialog } from "~/parts/Dialog";

import { DangerButton } from "./DangerButton";

interface Props {
  title: string;
  act: string;
  isPending: boolean;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** Asks before what can't be undone: what was secret can't be brought back. */
export function ConfirmDialog({ title, act, isPending, onConfirm, onClose, children }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog title={title} onClose={onClose}>
      <Stack>
        <Text>{children}</Text>
        <Group justify="flex-end">
          <Button variant="default" h={40} onClick={onClose} data-autofocus>
            {t("act.cancel")}
          </Button>
          <DangerButton onClick={onConfirm} loading={isPending}>
            {act}
          </DangerButton>
        </Group>
      </Stack>
    </Dialog>
  );
}
