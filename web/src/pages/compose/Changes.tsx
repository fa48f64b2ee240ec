import { diffWordsWithSpace } from "diff";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import classes from "./compose.module.css";

interface Props {
  composed: string;
  own: string;
  language: string;
}

/** What the person has made of the words that were composed. */
export default function Changes({ composed, own, language }: Props) {
  const { t } = useTranslation("compose");
  const parts = useMemo(() => diffWordsWithSpace(composed, own), [composed, own]);
  return (
    <section className={`${classes.paper} ${classes.changes}`} aria-label={t("changes.title")} lang={language}>
      {parts.map(({ value, added, removed }, index) =>
        added ? (
          <ins key={index} className={classes.added}>
            {value}
          </ins>
        ) : removed ? (
          <del key={index} className={classes.removed}>
            {value}
          </del>
        ) : (
          <span key={index}>{value}</span>
        ),
      )}
    </section>
  );
}
