import { useMediaQuery } from "@mantine/hooks";
import { lazy } from "react";
import { useTranslation } from "react-i18next";

import type { Insights } from "~/queries/insights";

import { Chart } from "./Chart";
import { Few } from "./Few";
import classes from "./insights.module.css";
import { Rows } from "./Rows";
import { useInsightWords } from "./words";

const Bars = lazy(() => import("./Bars"));

/** How long the replies took. */
export function ReplyTimes({ insights: { reply_times: times, least } }: { insights: Insights }) {
  const { t } = useTranslation("insights");
  const words = useInsightWords();
  const isNarrow = useMediaQuery("(max-width: 47.99em)", false, { getInitialValueInEffect: false });
  if (times.histogram === null)
    return (
      <section className={classes.card}>
        <h2 className={classes.heading}>{t("reply_times.title")}</h2>
        <dl className={classes.ghosts}>
          <div>
            <dt className={classes.quiet}>{t("reply_times.about", { count: times.n })}</dt>
            <Few n={times.n} least={least} />
          </div>
        </dl>
      </section>
    );
  const rows = times.histogram.map((bucket) => ({ label: words.bucket(bucket), n: bucket.n }));
  const height = isNarrow ? 32 * rows.length + 20 : 240;
  return (
    <Chart
      title={t("reply_times.title")}
      about={t("reply_times.about", { count: times.n })}
      spoken={t("reply_times.chart", { rows: rows.map(({ label, n }) => `${label}: ${words.number(n)}.`).join(" ") })}
      height={height}
      chart={
        <Bars
          rows={rows}
          series={[{ name: "n", label: t("reply_times.replies"), pattern: "solid" }]}
          height={height}
          isLying={isNarrow}
        />
      }
      table={
        <Rows
          head={[t("reply_times.within"), t("reply_times.replies")]}
          rows={rows.map(({ label, n }) => [label, words.number(n)])}
        />
      }
    />
  );
}
