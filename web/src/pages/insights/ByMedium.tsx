import { useTranslation } from "react-i18next";

import type { Insights } from "~/queries/insights";

import classes from "./insights.module.css";
import { useInsightWords } from "./words";

type Medium = Insights["by_medium"][number];

/** The same figures for each way in which invitations come. */
export function ByMedium({ insights: { by_medium: byMedium, least } }: { insights: Insights }) {
  const { t } = useTranslation("insights");
  return (
    <section className={classes.card}>
      <h2 className={classes.heading}>{t("media.title")}</h2>
      <table className={classes.media}>
        <thead>
          <tr>
            {(["medium", "invitations", "answered", "median", "on_time", "ghosted"] as const).map((name) => (
              <th key={name} scope="col">
                {t(`media.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {byMedium.map((one) => (
            <MediumRow key={one.medium ?? ""} one={one} least={least} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function MediumRow({ one, least }: { one: Medium; least: number }) {
  const { t } = useTranslation("insights");
  const words = useInsightWords();
  const rate = ({ share, n }: Medium["on_time"]) =>
    share === null ? <TooFew n={n} least={least} /> : words.share(share);
  return (
    <tr>
      <th scope="row">{words.medium(one.medium)}</th>
      <td data-label={t("media.invitations")}>{words.number(one.invitations)}</td>
      <td data-label={t("media.answered")}>{words.number(one.answered)}</td>
      <td data-label={t("media.median")}>
        {one.median_seconds === null ? <TooFew n={one.timed} least={least} /> : words.duration(one.median_seconds)}
      </td>
      <td data-label={t("media.on_time")}>{rate(one.on_time)}</td>
      <td data-label={t("media.ghosted")}>{rate(one.ghost_rate)}</td>
    </tr>
  );
}

function TooFew({ n, least }: { n: number; least: number }) {
  const { t } = useTranslation("insights");
  return (
    <span className={classes.quiet} title={t("few_about", { n, least })}>
      {t("few")}
    </span>
  );
}
