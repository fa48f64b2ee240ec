import { Loader, Text, Title } from "@mantine/core";
import { IconClipboardText, IconFileImport, IconSparkles } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useMemo } from "react";
import { Trans, useTranslation } from "react-i18next";

import { DeadlineExample } from "~/parts/example/DeadlineExample";
import { exampleMoments } from "~/parts/example/moments";
import { Failure } from "~/parts/Failure";
import { AnchorLink } from "~/parts/links";
import { useMe } from "~/queries/account";
import { useLoadDemonstration } from "~/queries/demonstration";

import { Arrival } from "./Arrival";
import classes from "./Arrival.module.css";

/** The account is made: what its clock does, and three ways on. */
export function WaysOn() {
  const { t } = useTranslation("welcome");
  const me = useMe();
  const moments = useMemo(() => exampleMoments(me.time_zone), [me.time_zone]);
  return (
    <Arrival title={t("ways.title", { name: me.name })} about={t("ways.about")} isNextStep>
      <section className={classes.card} aria-label={t("example.label")}>
        <DeadlineExample moments={moments.friday} zone={me.time_zone} />
        <Text size="sm" mt="sm">
          <Trans
            ns="welcome"
            i18nKey="ways.change"
            components={{
              settings: <AnchorLink to="/settings/$section" params={{ section: "deadlines" }} underline="always" />,
            }}
          />
        </Text>
      </section>
      <Title order={2} fz="h4" mt="xl">
        {t("ways.how")}
      </Title>
      <div className={classes.ways}>
        <Link to="/record" className={classes.way}>
          <WayWords icon={<IconClipboardText />} title={t("ways.record")} about={t("ways.record_about")} />
        </Link>
        <Link to="/import" className={classes.way}>
          <WayWords icon={<IconFileImport />} title={t("ways.import")} about={t("ways.import_about")} />
        </Link>
        <Demonstration />
      </div>
      <Text ta="center" mt="lg">
        <AnchorLink to="/" underline="always">
          {t("ways.home")}
        </AnchorLink>
      </Text>
    </Arrival>
  );
}

function Demonstration() {
  const { t } = useTranslation("welcome");
  const navigate = useNavigate();
  const load = useLoadDemonstration();
  return (
    <>
      <button
        type="button"
        className={classes.way}
        aria-disabled={load.isPending}
        onClick={() => {
          if (!load.isPending) load.mutate(undefined, { onSuccess: () => void navigate({ to: "/" }) });
        }}
      >
        <WayWords
          icon={load.isPending ? <Loader size={22} /> : <IconSparkles />}
          title={t("ways.demo")}
          about={t("ways.demo_about")}
        />
      </button>
      {load.error !== null && <Failure error={load.error} />}
    </>
  );
}

function WayWords({ icon, title, about }: { icon: ReactNode; title: string; about: string }) {
  return (
    <>
      <span aria-hidden style={{ color: "var(--mantine-primary-color-light-color)", display: "flex" }}>
        {icon}
      </span>
      <span>
        <Text component="span" display="block" fw={580}>
          {title}
        </Text>
        <Text component="span" display="block" size="sm" c="dimmed">
          {about}
        </Text>
      </span>
    </>
  );
}
