import { Anchor, Loader } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Import } from "~/queries/imports";

import classes from "./importing.module.css";
import { useArrival } from "./useArrival";
import { useFileWords } from "./words";

const COUNTED = ["new", "changed", "known", "skipped", "errors", "warnings"] as const;

/** How many rows are what, and what the file was recognised as. */
export function Figures({ shown, isLooking }: { shown: Import; isLooking: boolean }) {
  const { t } = useTranslation("importing");
  const words = useFileWords();
  const arrival = useArrival();
  const { counts, detected } = shown;
  const number = new Intl.NumberFormat(words.locale);
  const facts = [
    ["format", words.format(detected)],
    ["encoding", words.encoding(detected.encoding ?? "")],
    ["delimiter", words.delimiter(detected.delimiter ?? "")],
    ["header", t("facts.line", { line: detected.header_line })],
  ] as const;
  return (
    <section className={classes.card} aria-busy={isLooking}>
      <h2 {...arrival} className={classes.heading}>
        {t("counts.title")} {isLooking && <Loader size={15} ml={6} aria-hidden />}
      </h2>
      <p className={classes.more} style={{ margin: "2px 0 0" }}>
        {t("counts.rows", { count: counts.rows })}
      </p>
      <dl className={classes.figures}>
        {COUNTED.filter((name) => name === "new" || counts[name] > 0).map((name) => (
          <div key={name} className={name === "new" ? classes.leading : undefined}>
            <dt>{t(`counts.${name}`)}</dt>
            <dd>{number.format(counts[name])}</dd>
          </div>
        ))}
      </dl>
      {shown.problems.length > 0 && (
        <Anchor href="#problems" size="sm" className={classes.link}>
          {t("counts.problems")}
        </Anchor>
      )}
      <dl className={classes.facts} aria-label={t("facts.title")}>
        {facts.map(([name, fact]) => (
          <div key={name}>
            <dt>{t(`facts.${name}`)}</dt>
            <dd>{fact}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
