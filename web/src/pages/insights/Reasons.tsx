import { Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Insights } from "~/queries/insights";

import { Bar } from "./GhostRate";
import classes from "./insights.module.css";
import { Rows } from "./Rows";
import { useInsightWords } from "./words";

/** Why invitations were declined: how often, and when. A row for each reason, so that no colour has to tell them apart. */
export function Reasons({ insights: { reasons, by_month: byMonth } }: { insights: Insights }) {
  const { t } = useTranslation(["insights", "vocabulary"]);
  const words = useInsightWords();
  const [isTable, setTable] = useState(false);
  const most = Math.max(...reasons.map(({ n }) => n));
  const mostInMonth = Math.max(1, ...byMonth.flatMap((month) => month.reasons.map(({ n }) => n)));
  const [first, last] = [byMonth[0]?.month, byMonth.at(-1)?.month];
  const isOverTime = byMonth.length > 1 && first !== undefined && last !== undefined;
  const toggle = t(isTable ? "as_chart" : "as_table");
  return (
    <section className={classes.card}>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
        <div>
          <h2 className={classes.heading}>{t("reasons.title")}</h2>
          <Text size="sm" c="dimmed">
            {t("reasons.about")}
          </Text>
        </div>
        <Button
          variant="subtle"
          h={40}
          px="xs"
          style={{ flexShrink: 0 }}
          aria-label={`${toggle}: ${t("reasons.title")}`}
          onClick={() => setTable(!isTable)}
        >
          {toggle}
        </Button>
      </Group>
      {isTable ? (
        <Rows
          head={[t("months.month"), t("reasons.reason"), t("reasons.times")]}
          rows={[...byMonth]
            .reverse()
            .flatMap(({ month, reasons: inMonth }) =>
              inMonth.map(({ reason, n }) => [words.month(month), t(`vocabulary:reason.${reason}`), words.number(n)]),
            )}
        />
      ) : (
        <ul className={classes.bars} data-over-time={isOverTime || undefined}>
          {reasons.map(({ reason, n }) => (
            <li key={reason}>
              <span>{t(`vocabulary:reason.${reason}`)}</span>
              <Bar share={n / most} />
              <b>{words.number(n)}</b>
              {isOverTime && (
                <span className={classes.spark} aria-hidden>
                  {byMonth.map((month) => {
                    const times = month.reasons.find((one) => one.reason === reason)?.n ?? 0;
                    return <i key={month.month} style={{ height: `${(100 * times) / mostInMonth}%` }} />;
                  })}
                </span>
              )}
            </li>
          ))}
          {isOverTime && (
            <li aria-hidden className={classes.ends}>
              <span className={classes.quiet}>
                {t("reasons.spark", { from: words.month(first), to: words.month(last) })}
              </span>
            </li>
          )}
        </ul>
      )}
    </section>
  );
}
