import { useTranslation } from "react-i18next";

import type { Insights } from "~/queries/insights";

import { Few } from "./Few";
import classes from "./insights.module.css";
import { useInsightWords } from "./words";

const COUNTS = ["answered", "owed", "lapsed", "called_off", "closed"] as const;

/** What there was, and the three figures that tell most of it. */
export function Figures({ insights }: { insights: Insights }) {
  const { t } = useTranslation("insights");
  const words = useInsightWords();
  const { counts, least, on_time: onTime, reply_times: times } = insights;
  const { median_seconds: median, lower_quartile_seconds: lower, upper_quartile_seconds: upper } = times;
  const told = COUNTS.filter((name) => counts[name] > 0).map((name) => t(`count.${name}`, { count: counts[name] }));
  return (
    <section aria-label={t("figures")}>
      <p className={classes.summary}>
        <b>{t("summary", { count: counts.invitations })}</b>
        {": "}
        {told.join(", ")}.
      </p>
      <dl className={classes.figures}>
        <div className={classes.card}>
          <dt>{t("on_time.label")}</dt>
          {onTime.share === null ? (
            <Few n={onTime.n} least={least} />
          ) : (
            <>
              <dd className={classes.value}>{words.share(onTime.share)}</dd>
              <dd className={classes.quiet}>{t("on_time.of", { count: onTime.n })}</dd>
            </>
          )}
        </div>
        <div className={classes.card}>
          <dt>{t("median.label")}</dt>
          {median === null ? (
            <Few n={times.n} least={least} />
          ) : (
            <>
              <dd className={classes.value}>{words.duration(median)}</dd>
              {lower !== null && upper !== null && (
                <dd className={classes.quiet}>
                  {t("median.middle", { from: words.duration(lower), to: words.duration(upper) })}
                </dd>
              )}
            </>
          )}
        </div>
        <div className={classes.card}>
          <dt>{t("within.label")}</dt>
          {times.within_24_h.share === null ? (
            <Few n={times.within_24_h.n} least={least} />
          ) : (
            <>
              <dd className={classes.value}>{words.share(times.within_24_h.share)}</dd>
              {times.within_48_h.share !== null && (
                <dd className={classes.quiet}>
                  {t("within.two_days", { share: words.share(times.within_48_h.share) })}
                </dd>
              )}
            </>
          )}
        </div>
      </dl>
    </section>
  );
}
