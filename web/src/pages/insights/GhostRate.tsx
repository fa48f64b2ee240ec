import { useTranslation } from "react-i18next";

import type { Insights } from "~/queries/insights";

import { Few } from "./Few";
import classes from "./insights.module.css";
import { useInsightWords } from "./words";

/** The person's own ghost rate, beside what a survey found; the two count different things, and it says so. */
export function GhostRate({ insights }: { insights: Insights }) {
  const { t } = useTranslation("insights");
  const words = useInsightWords();
  const { benchmark, ghost_rate: own, least } = insights;
  return (
    <section className={classes.card}>
      <h2 className={classes.heading}>{t("ghosts.title")}</h2>
      {own.share === null ? (
        <dl className={classes.ghosts}>
          <div>
            <dt>{t("ghosts.label")}</dt>
            <Few n={own.n} least={least} />
          </div>
        </dl>
      ) : (
        <p className={classes.quiet}>{t("ghosts.of", { count: own.n })}</p>
      )}
      <ul className={classes.bars}>
        {own.share !== null && (
          <li>
            <span>{t("ghosts.yours")}</span>
            <Bar share={own.share} />
            <b>{words.share(own.share)}</b>
          </li>
        )}
        <li>
          <span>
            {t("ghosts.theirs")} ({benchmark.source}, {benchmark.year})
          </span>
          <Bar share={benchmark.share} isHatched />
          <b>{words.share(benchmark.share)}</b>
        </li>
      </ul>
      <p className={classes.quiet}>
        {t("ghosts.source", {
          source: benchmark.source,
          year: benchmark.year,
          share: words.share(benchmark.share),
          year_before: benchmark.year_before,
          share_before: words.share(benchmark.share_before),
        })}
      </p>
    </section>
  );
}

/** The number stands beside it. */
export function Bar({ share, isHatched }: { share: number; isHatched?: boolean }) {
  return (
    <span className={classes.track} aria-hidden>
      <span className={classes.bar} data-hatched={isHatched || undefined} style={{ width: `${100 * share}%` }} />
    </span>
  );
}
