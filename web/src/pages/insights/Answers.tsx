import { useTranslation } from "react-i18next";

import type { Insights } from "~/queries/insights";

import { Bar } from "./GhostRate";
import classes from "./insights.module.css";
import { Reasons } from "./Reasons";
import { useInsightWords } from "./words";

/** What was answered, and why it was declined. */
export function Answers({ insights }: { insights: Insights }) {
  const { t } = useTranslation("insights");
  const words = useInsightWords();
  const { answers, reasons } = insights;
  const most = Math.max(...answers.map(({ n }) => n));
  return (
    <>
      {answers.length > 0 && (
        <section className={classes.card}>
          <h2 className={classes.heading}>{t("kinds.title")}</h2>
          <ul className={classes.bars}>
            {answers.map(({ kind, n }) => (
              <li key={kind}>
                <span>{t(`kind.${kind}`)}</span>
                <Bar share={n / most} />
                <b>{words.number(n)}</b>
              </li>
            ))}
          </ul>
        </section>
      )}
      {reasons.length > 0 && <Reasons insights={insights} />}
    </>
  );
}
