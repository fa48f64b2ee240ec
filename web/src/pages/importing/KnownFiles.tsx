import { Anchor, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { Trans, useTranslation } from "react-i18next";

import classes from "./importing.module.css";

/** What can be brought, and what to bring where there is nothing yet. */
export function KnownFiles() {
  const { t } = useTranslation("importing");
  return (
    <section>
      <h2 className={classes.heading}>{t("known.title")}</h2>
      <Stack gap={6} mt="xs">
        {(["messages", "trackers", "own", "linkedin"] as const).map((which) => (
          <Text key={which} size="sm">
            <Trans t={t} i18nKey={`known.${which}`} components={{ b: <b /> }} />
          </Text>
        ))}
        <Anchor href="/api/v1/imports/template.csv" download size="sm" className={classes.link}>
          <IconDownload size={16} aria-hidden /> {t("known.template")}
        </Anchor>
      </Stack>
    </section>
  );
}
