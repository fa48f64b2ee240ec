import { Button, Group, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import classes from "./importing.module.css";

/** Everything, to keep or to take elsewhere. */
export function Exports() {
  const { t } = useTranslation("importing");
  return (
    <section>
      <h2 className={classes.heading}>{t("export.title")}</h2>
      <Text size="sm" mt={4} mb="sm">
        {t("export.about")}
      </Text>
      <Group gap="xs">
        {(["csv", "json"] as const).map((kind) => (
          <Button
            key={kind}
            component="a"
            href={`/api/v1/exports/invitations.${kind}`}
            download
            variant="default"
            size="sm"
            h={40}
            leftSection={<IconDownload size={17} aria-hidden />}
          >
            {t(`export.${kind}`)}
          </Button>
        ))}
      </Group>
    </section>
  );
}
