import { Button, Group, Progress, Stack, Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import classes from "./importing.module.css";
import { useFileWords } from "./words";

interface Props {
  file: File;
  share: number;
  cancel: () => void;
}

/** How much of a file has gone, and then that it is being read. */
export function Sending({ file, share, cancel }: Props) {
  const { t } = useTranslation("importing");
  const words = useFileWords();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const isSent = share >= 1;
  const sent = new Intl.NumberFormat(words.locale, { style: "percent" }).format(share);
  return (
    <Stack gap="sm" className={classes.card}>
      <h2 ref={heading} tabIndex={-1} className={classes.heading}>
        {t("sending.title", { name: file.name })}
      </h2>
      <Progress.Root size="lg">
        <Progress.Section
          value={isSent ? 100 : share * 100}
          striped={isSent}
          animated={isSent}
          aria-label={isSent ? t("sending.reading") : t("sending.sent", { share: sent })}
        />
      </Progress.Root>
      <Group justify="space-between">
        <Text size="sm" c="dimmed" className="numbers" role="status">
          {isSent ? t("sending.reading") : `${words.size(file.size)} · ${t("sending.sent", { share: sent })}`}
        </Text>
        <Button variant="default" onClick={cancel}>
          {t("sending.cancel")}
        </Button>
      </Group>
    </Stack>
  );
}
