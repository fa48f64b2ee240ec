import { Button, type ButtonProps, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { Dialog } from "~/parts/Dialog";
import { Failure } from "~/parts/Failure";
import type { ImportSummary, useTakeBack } from "~/queries/imports";

import { useFileWords } from "./words";

interface Props {
  shown: ImportSummary;
  takeBack: ReturnType<typeof useTakeBack>;
  variant: ButtonProps["variant"];
}

/** The way to undo an import: it removes for good, so it says first what goes and what stays. */
export function TakeBack({ shown, takeBack, variant }: Props) {
  const { t } = useTranslation("importing");
  const words = useFileWords();
  const [opened, { open, close }] = useDisclosure();
  const name = words.name(shown);
  return (
    <>
      <Button
        variant={variant}
        h={42}
        leftSection={<IconArrowBackUp size={17} aria-hidden />}
        aria-label={`${t("done.take_back")}: ${name}`}
        onClick={open}
      >
        {t("done.take_back")}
      </Button>
      {opened && (
        <Dialog title={t("take_back.title", { name })} onClose={close}>
          <Stack>
            <Text>
              {shown.counts.added > 0
                ? t("take_back.about", { count: shown.counts.added })
                : t("take_back.about_waiting")}
            </Text>
            {takeBack.error !== null && <Failure error={takeBack.error} />}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" h={42} onClick={close}>
                {t("take_back.keep")}
              </Button>
              <Button
                h={42}
                loading={takeBack.isPending}
                onClick={() => takeBack.mutate(shown.id, { onSuccess: close })}
              >
                {t("take_back.act")}
              </Button>
            </Group>
          </Stack>
        </Dialog>
      )}
    </>
  );
}
