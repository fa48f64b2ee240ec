import { Text } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { SECTIONS } from "./sections";
import classes from "./Settings.module.css";

export function SectionList() {
  const { t } = useTranslation("settings");
  return (
    <nav aria-label={t("title")} className={classes.list}>
      {SECTIONS.map(({ name, icon: Icon }) => (
        <Link key={name} to="/settings/$section" params={{ section: name }} className={classes.link}>
          <Icon size={19} stroke={1.7} aria-hidden />
          <span className={classes.words}>
            {t(`section.${name}.title`)}
            <Text component="span" size="xs" c="dimmed" className={classes.about}>
              {t(`section.${name}.about`)}
            </Text>
          </span>
          <IconChevronRight size={18} aria-hidden className={classes.chevron} />
        </Link>
      ))}
    </nav>
  );
}
