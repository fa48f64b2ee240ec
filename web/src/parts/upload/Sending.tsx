import { Button, Group, Progress, Stack, Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { localeFor } from "~/time/moment";

import { sizeWords } from "./size";
import classes from "./upload.module.css";
import type { UnderWay } from "./useUploading";

type Props = UnderWay & { cancel: () => void };

/** How much of a file has gone, and then that it is being read. */
export function Sending({ file, share, number, total, cancel }: Props) {
  const { t, i18n } = useTranslation("importing");
  const locale = localeFor(i18n.language);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const isSent = share >= 1;
  const sent = new Intl.NumberFormat(locale, { style: "percent" }).format(share);
  return (
    <Stack gap="sm" className={classes.card}>
      <h2 ref={heading} tabIndex={-1} className={classes.heading}>
        {t(total > 1 ? "sending.one_of" : "sending.title", { name: file.name, number, total })}
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
          {isSent ? t("sending.reading") : `${sizeWords(file.size, locale)} · ${t("sending.sent", { share: sent })}`}
        </Text>
        <Button variant="default" onClick={cancel}>
          {t("sending.cancel")}
        </Button>
      </Group>
    </Stack>
  );
}
