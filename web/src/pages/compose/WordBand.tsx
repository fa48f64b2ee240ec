import { Group } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Review } from "~/queries/reviews";

import classes from "./compose.module.css";

/** How many words the letter has, and where that lies between short and long. */
export function WordBand({ review }: { review: Review | undefined }) {
  const { t } = useTranslation("compose");
  if (review === undefined) return <span>&nbsp;</span>;
  const { words, fewest_words: fewest, most_words: most } = review;
  const whole = most + fewest;
  const at = (count: number) => `${Math.min(100, (100 * count) / whole)}%`;
  const length = words < fewest ? "short" : words > most ? "long" : "good";
  return (
    <Group gap={10} wrap="nowrap">
      <div className={classes.band} aria-hidden>
        <div className={classes.good} style={{ insetInlineStart: at(fewest), width: at(most - fewest) }} />
        <div className={classes.here} style={{ insetInlineStart: at(words) }} />
      </div>
      <span className="numbers">
        {t("words.count", { count: words })} · {t(`words.${length}`, { fewest, most })}
      </span>
    </Group>
  );
}
