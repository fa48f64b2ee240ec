import { Anchor, Button, Chip, Group, Text, VisuallyHidden } from "@mantine/core";
import { IconCircleMinus, IconCircleX, IconDownload, IconEye } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Schemas } from "~/api/client";
import type { Import } from "~/queries/imports";

import classes from "./importing.module.css";

type RowProblem = Schemas["ImportProblemView"];
type Severity = RowProblem["severity"];

const ICONS = { error: IconCircleX, skipped: IconCircleMinus, warning: IconEye } as const;
const SEVERITIES = ["error", "warning", "skipped"] as const;
const SHOWN_AT_FIRST = 25;

/** Every row with which something is the matter, by its line: what, and what it means for the row. */
export function Problems({ shown }: { shown: Import }) {
  const { t } = useTranslation("importing");
  const { counts, problems } = shown;
  const totals: Record<Severity, number> = { error: counts.errors, warning: counts.warnings, skipped: counts.skipped };
  const present = SEVERITIES.filter((severity) => totals[severity] > 0);
  const [wanted, setWanted] = useState<Severity | "all">("all");
  const filter = wanted !== "all" && present.includes(wanted) ? wanted : "all";
  const matching = filter === "all" ? problems : problems.filter(({ severity }) => severity === filter);
  const total = present.reduce((sum, severity) => sum + totals[severity], 0);
  return (
    <section id="problems" tabIndex={-1} aria-label={t("problems.title")} style={{ outline: "none" }}>
      <Group justify="space-between" gap="xs" mb="xs">
        <h2 className={classes.heading}>{t("problems.title")}</h2>
        <Anchor href={`/api/v1/imports/${shown.id}/problems.csv`} download size="sm" className={classes.link}>
          <IconDownload size={16} aria-hidden /> {t("problems.download")}
        </Anchor>
      </Group>
      {present.length > 1 && (
        <Filter value={filter} onChange={setWanted} present={present} totals={{ ...totals, all: total }} />
      )}
      {problems.length < total && (
        <Text size="sm" c="dimmed" mb="xs">
          {t("problems.first", { count: problems.length, total })}
        </Text>
      )}
      {matching.length === 0 ? <Text>{t("problems.none_shown")}</Text> : <List key={filter} problems={matching} />}
    </section>
  );
}

interface FilterProps {
  value: Severity | "all";
  onChange: (value: Severity | "all") => void;
  present: readonly Severity[];
  totals: Record<Severity | "all", number>;
}

function Filter({ value, onChange, present, totals }: FilterProps) {
  const { t, i18n } = useTranslation("importing");
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <fieldset className={classes.filter}>
      <VisuallyHidden component="legend">{t("problems.filter")}</VisuallyHidden>
      <Chip.Group value={value} onChange={(chosen) => onChange(chosen)}>
        {(["all", ...present] as const).map((one) => (
          <Chip key={one} value={one} variant="outline" classNames={{ label: classes.chip }}>
            {t(`problems.${one}`)} {number.format(totals[one])}
          </Chip>
        ))}
      </Chip.Group>
    </fieldset>
  );
}

function List({ problems }: { problems: readonly RowProblem[] }) {
  const { t } = useTranslation("importing");
  const [most, setMost] = useState(SHOWN_AT_FIRST);
  const more = problems.length - most;
  return (
    <>
      <ul className={classes.rows}>
        {problems.slice(0, most).map((problem, place) => (
          <OneProblem key={place} problem={problem} />
        ))}
      </ul>
      {more > 0 && (
        <Button variant="subtle" h={40} mt="xs" onClick={() => setMost(problems.length)}>
          {t("problems.more", { count: more })}
        </Button>
      )}
    </>
  );
}

function OneProblem({ problem: { line, column, value, message, severity } }: { problem: RowProblem }) {
  const { t } = useTranslation("importing");
  const Icon = ICONS[severity];
  return (
    <li className={classes.problem}>
      <Icon size={19} className={classes[severity]} aria-hidden style={{ marginTop: 2 }} />
      <div>
        <p className={classes.where}>
          <span className={classes[severity]}>{t(`problems.${severity}`)}</span>
          {" · "}
          {column === null ? t("problems.where", { line }) : t("problems.where_column", { line, column })}
          {value !== null && value !== "" && (
            <>
              {" "}
              <code className={classes.value}>{value}</code>
            </>
          )}
        </p>
        <p>{message}</p>
      </div>
    </li>
  );
}
