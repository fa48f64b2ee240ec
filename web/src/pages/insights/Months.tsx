import { useMediaQuery } from "@mantine/hooks";
import { lazy } from "react";
import { useTranslation } from "react-i18next";

import type { Insights } from "~/queries/insights";

import type { Series } from "./Bars";
import { Chart } from "./Chart";
import classes from "./insights.module.css";
import { Rows } from "./Rows";
import { useInsightWords } from "./words";

const Bars = lazy(() => import("./Bars"));
const HEIGHT = 250;

/** What became of the invitations of each month. */
export function Months({ insights: { by_month: byMonth } }: { insights: Insights }) {
  const { t } = useTranslation("insights");
  const words = useInsightWords();
  const isNarrow = useMediaQuery("(max-width: 47.99em)", false, { getInitialValueInEffect: false });
  const rows = byMonth.map(({ month, invitations, answered, ghosted }) => ({
    label: words.month(month),
    answered,
    ghosted,
    rest: invitations - answered - ghosted,
    invitations,
  }));
  const series: Series[] = [
    { name: "answered", label: t("months.answered"), pattern: "solid" },
    { name: "ghosted", label: t("months.ghosted"), pattern: "hatched" },
    { name: "rest", label: t("months.rest"), pattern: "dotted" },
  ];
  const isLying = isNarrow && rows.length > 4;
  const height = isLying ? 28 * rows.length + 20 : HEIGHT;
  const spoken = rows.map(({ label, ...row }) => t("months.row", { month: label, ...row })).join(" ");
  return (
    <Chart
      title={t("months.title")}
      about={t("months.about")}
      spoken={t("months.chart", { rows: spoken })}
      height={height}
      chart={<Bars rows={rows} series={series} height={height} isLying={isLying} />}
      legend={
        <ul className={classes.legend}>
          {series.map(({ name, label, pattern }) => (
            <li key={name}>
              <span className={classes.swatch} data-pattern={pattern} aria-hidden />
              {label}
            </li>
          ))}
        </ul>
      }
      table={
        <Rows
          head={[t("months.month"), t("months.invitations"), t("months.answered"), t("months.ghosted")]}
          rows={[...rows]
            .reverse()
            .map(({ label, invitations, answered, ghosted }) => [
              label,
              words.number(invitations),
              words.number(answered),
              words.number(ghosted),
            ])}
        />
      }
    />
  );
}
