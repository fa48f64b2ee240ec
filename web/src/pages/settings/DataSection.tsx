import { Button, Group, Text } from "@mantine/core";
import { IconDownload, IconSparkles } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { say } from "~/parts/notify";
import { demonstrationQuery, useLoadDemonstration, useRemoveDemonstration } from "~/queries/demonstration";

import { Card } from "./Card";
import { DangerButton } from "./DangerButton";
import { DeleteAccount } from "./DeleteAccount";
import classes from "./Settings.module.css";

const EXPORTS = [
  { name: "csv", href: "/api/v1/exports/invitations.csv" },
  { name: "json", href: "/api/v1/exports/invitations.json" },
  { name: "everything", href: "/api/v1/me/export" },
] as const;

export function DataSection() {
  const { t } = useTranslation("settings");
  const [isDeleting, setDeleting] = useState(false);
  return (
    <>
      <Card title={t("data.export")} about={t("data.export_about")}>
        {EXPORTS.map(({ name, href }) => (
          <div key={name} className={classes.row}>
            <div className={classes.told}>
              <Text fw={560}>{t(`data.exports.${name}`)}</Text>
              <Text size="sm" c="dimmed">
                {t(`data.exports_about.${name}`)}
              </Text>
            </div>
            <Button
              component="a"
              href={href}
              download
              variant="default"
              h={40}
              leftSection={<IconDownload size={16} aria-hidden />}
              aria-label={t("data.download_one", { what: t(`data.exports.${name}`) })}
            >
              {t("data.download")}
            </Button>
          </div>
        ))}
      </Card>
      <Example />
      <Card title={t("data.delete")} about={t("data.delete_about")}>
        <Group>
          <DangerButton onClick={() => setDeleting(true)}>{t("data.delete_act")}</DangerButton>
        </Group>
      </Card>
      {isDeleting && <DeleteAccount onClose={() => setDeleting(false)} />}
    </>
  );
}

/** The example: to be taken away where it is, to be loaded where there is nothing else. */
function Example() {
  const { t } = useTranslation("settings");
  const { data } = useQuery(demonstrationQuery);
  const load = useLoadDemonstration();
  const remove = useRemoveDemonstration();
  if (data === undefined || (data.invitations === 0 && !data.can_load)) return null;
  const isLoaded = data.invitations > 0;
  return (
    <Card
      title={t("data.example")}
      about={isLoaded ? t("data.example_loaded", { count: data.invitations }) : t("data.example_empty")}
    >
      <Button
        variant="default"
        h={40}
        leftSection={<IconSparkles size={16} aria-hidden />}
        loading={load.isPending || remove.isPending}
        onClick={() => {
          if (isLoaded)
            remove.mutate(undefined, { onSuccess: ({ kept }) => say(t("data.example_gone", { count: kept })) });
          else load.mutate(undefined, { onSuccess: () => say(t("data.example_here")) });
        }}
      >
        {t(isLoaded ? "data.example_remove" : "data.example_load")}
      </Button>
    </Card>
  );
}
