import { Text } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { AttentionIcon, LEVELS } from "~/parts/Attention";

import classes from "./Calendar.module.css";

/** What the icons mean. */
export function Legend() {
  const { t } = useTranslation(["calendar", "vocabulary"]);
  return (
    <Text component="div" size="sm" c="dimmed" className={classes.legend}>
      <span>{t("legend.deadline")}</span>
      {LEVELS.map((level) => (
        <span key={level} className={classes.meaning}>
          <AttentionIcon level={level} size={15} />
          {t(`vocabulary:attention.${level}`)}
        </span>
      ))}
      <span className={classes.meaning}>
        <IconUsers size={15} aria-hidden />
        {t("legend.interview")}
      </span>
    </Text>
  );
}
