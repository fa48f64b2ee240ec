import { Skeleton, Text, Title } from "@mantine/core";
import { IconClipboardText, IconConfetti, IconFileUpload, IconSparkles } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { ButtonLink } from "~/parts/links";
import { Empty } from "~/parts/Empty";
import { Failure } from "~/parts/Failure";
import { demonstrationQuery, useLoadDemonstration } from "~/queries/demonstration";

import classes from "./Home.module.css";

/** Nobody waits: either everything is answered, or nothing has been recorded yet. */
export function NothingOwed() {
  const { data: demonstration, isPending } = useQuery(demonstrationQuery);
  if (isPending) return <Skeleton height={260} radius="lg" />;
  return demonstration?.can_load === true ? <FirstRun /> : <AllAnswered />;
}

function AllAnswered() {
  const { t } = useTranslation(["home", "common"]);
  return (
    <Empty
      icon={<IconConfetti />}
      title={t("all_answered.title")}
      acts={
        <>
          <ButtonLink to="/record">{t("common:nav.record")}</ButtonLink>
          <ButtonLink to="/everything" variant="default">
            {t("all_answered.everything")}
          </ButtonLink>
        </>
      }
    >
      {t("all_answered.about")}
    </Empty>
  );
}

function FirstRun() {
  const { t } = useTranslation("home");
  const loading = useLoadDemonstration();
  return (
    <>
      <Title order={2} fz="h4" mb={4}>
        {t("first_run.title")}
      </Title>
      <Text c="dimmed" mb="lg" maw={560}>
        {t("first_run.about")}
      </Text>
      <div className={classes.ways}>
        <Link to="/record" className={classes.way}>
          <IconClipboardText size={26} stroke={1.6} aria-hidden />
          <Text fw={600}>{t("first_run.record")}</Text>
          <Text size="sm" c="dimmed">
            {t("first_run.record_about")}
          </Text>
        </Link>
        <Link to="/import" className={classes.way}>
          <IconFileUpload size={26} stroke={1.6} aria-hidden />
          <Text fw={600}>{t("first_run.import")}</Text>
          <Text size="sm" c="dimmed">
            {t("first_run.import_about")}
          </Text>
        </Link>
        <button type="button" className={classes.way} disabled={loading.isPending} onClick={() => loading.mutate()}>
          <IconSparkles size={26} stroke={1.6} aria-hidden />
          <Text fw={600}>{t(loading.isPending ? "first_run.loading" : "first_run.demo")}</Text>
          <Text size="sm" c="dimmed">
            {t("first_run.demo_about")}
          </Text>
        </button>
      </div>
      {loading.error !== null && <Failure error={loading.error} retry={() => loading.mutate()} />}
    </>
  );
}
