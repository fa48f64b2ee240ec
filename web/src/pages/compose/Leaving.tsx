import { Button, Group, Stack, Text } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Problem } from "~/api/client";
import { Dialog } from "~/parts/Dialog";
import { say } from "~/parts/notify";

interface Props {
  company: string;
  isSafe: boolean;
  /** There are words that were kept and haven't been sent. */
  isUnsent: boolean;
  store: () => Promise<unknown>;
}

/** Who leaves takes nothing with them: what isn't stored is stored now, and where that fails, they are asked. */
export function Leaving({ company, isSafe, isUnsent, store }: Props) {
  const { t } = useTranslation("compose");
  const blocker = useBlocker({
    shouldBlockFn: async () => {
      try {
        if (!isSafe) await store();
      } catch (error) {
        // Whoever has signed out isn't held back.
        return !(error instanceof Problem && error.status === 401);
      }
      if (isUnsent || !isSafe) say(t("leaving.not_sent", { company }), { id: "not-sent", seconds: 8 });
      return false;
    },
    enableBeforeUnload: () => !isSafe,
    withResolver: true,
  });
  if (blocker.status !== "blocked") return null;
  return (
    <Dialog title={t("leaving.title")} onClose={blocker.reset} size="sm">
      <Stack>
        <Text size="sm">{t("leaving.about")}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={blocker.proceed}>
            {t("leaving.leave")}
          </Button>
          <Button data-autofocus onClick={blocker.reset}>
            {t("leaving.stay")}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
