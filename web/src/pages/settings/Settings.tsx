import { useMediaQuery } from "@mantine/hooks";
import { IconChevronLeft } from "@tabler/icons-react";
import { Navigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { NotFound } from "~/app/fallbacks";
import { Page } from "~/parts/Page";

import { AnchorLink } from "~/parts/links";
import { SectionList } from "./SectionList";
import { ALL, SECTIONS } from "./sections";
import classes from "./Settings.module.css";

/** Side by side, list and section; on a telephone one after the other. */
export function Settings() {
  const { t } = useTranslation("settings");
  const { section: name } = useParams({ from: "/signed-in/settings/$section" });
  const isNarrow = useMediaQuery("(max-width: 61.99em)", false, { getInitialValueInEffect: false });
  if (name === ALL) {
    if (!isNarrow) return <Navigate to="/settings/$section" params={{ section: SECTIONS[0].name }} replace />;
    return (
      <Page title={t("title")}>
        <SectionList />
      </Page>
    );
  }
  const section = SECTIONS.find((one) => one.name === name);
  if (section === undefined) return <NotFound />;
  return (
    <div className={classes.settings}>
      {isNarrow ? (
        <AnchorLink to="/settings/$section" params={{ section: ALL }} className={classes.back}>
          <IconChevronLeft size={18} aria-hidden />
          {t("title")}
        </AnchorLink>
      ) : (
        <SectionList />
      )}
      <div>
        <Page title={t(`section.${section.name}.title`)} about={t(`section.${section.name}.about`)} key={section.name}>
          <section.Section />
        </Page>
      </div>
    </div>
  );
}
