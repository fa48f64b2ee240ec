import { useTranslation } from "react-i18next";

import { LEVELS } from "~/parts/Attention";

import type { Due } from "./groups";
import classes from "./Home.module.css";
import type { News } from "./levelNews";

interface Props {
  counts: Due["counts"] | undefined;
  news: readonly News[];
}

/** One line: how many wait at each level; and for a minute, what has just become more pressing. */
export function Summary({ counts, news }: Props) {
  const { t } = useTranslation(["home", "vocabulary"]);
  const parts = LEVELS.filter((level) => counts !== undefined && counts[level] > 0).map((level) =>
    t(`count.${level}`, { count: counts?.[level] ?? 0 }),
  );
  const told = news.map(({ company, level }) => t("news", { company, level: t(`vocabulary:attention.${level}`) }));
  return (
    <>
      <span className="numbers">{parts.length > 0 ? parts.join(" · ") : "\u00a0"}</span>{" "}
      <span role="status" className={classes.news}>
        {told.join(" ")}
      </span>
    </>
  );
}
