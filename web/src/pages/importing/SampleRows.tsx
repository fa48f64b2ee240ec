import { useTranslation } from "react-i18next";

import type { Schemas } from "~/api/client";

import classes from "./importing.module.css";
import { useFileWords } from "./words";

type Row = Schemas["SampleRowView"];

/** What a row also says, in the order in which it is told. */
const FURTHER = ["contact_name", "contact_email", "location", "salary", "notes"] as const;
const COLUMNS = ["line", "invitation", "status", "received", "respond_by", "interview", "outcome"] as const;

/** The first rows, with what each of them becomes. */
export function SampleRows({ rows }: { rows: readonly Row[] }) {
  const { t } = useTranslation("importing");
  return (
    <section>
      <h2 className={classes.heading}>{t("sample.title")}</h2>
      <div className={classes.rows} style={{ marginTop: 10 }}>
        <table className={classes.sample} aria-label={t("sample.title")}>
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th key={column} scope="col">
                  {t(`sample.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <SampleRow key={row.line} row={row} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function SampleRow({ row }: { row: Row }) {
  const { t } = useTranslation(["importing", "vocabulary"]);
  const words = useFileWords();
  const further = [
    row.medium && t(`vocabulary:medium.${row.medium as "other"}`),
    row.format && t(`vocabulary:format.${row.format as "other"}`),
    ...FURTHER.map((name) => row[name]),
    row.reason && t(`vocabulary:reason.${row.reason as "other"}`),
    ...row.tags,
    row.job_url,
  ].filter(Boolean);
  const status = t(`vocabulary:status.${row.status as Schemas["Status"]}`);
  return (
    <tr>
      <td data-label={t("sample.line")} style={{ order: 9 }}>
        {row.line}
      </td>
      <td data-wide>
        <b>{row.company}</b>
        {row.role !== null && ` · ${row.role}`}
        {further.length > 0 && <span className={classes.more}>{further.join(" · ")}</span>}
      </td>
      <td data-wide>
        {status}
        {row.answered_at !== null && <span className={classes.more}>{words.when(row.answered_at)}</span>}
      </td>
      <td data-wide data-label={t("sample.received")}>
        {words.when(row.received_at)}
      </td>
      <td data-wide data-label={t("sample.respond_by")}>
        {row.respond_by === null ? t("sample.by_policy") : words.when(row.respond_by)}
      </td>
      <td data-wide data-label={t("sample.interview")}>
        {row.interview_at === null ? t("sample.none") : words.when(row.interview_at)}
      </td>
      <td data-label={t("sample.outcome")} style={{ order: 8 }}>
        {t(`sample.${row.outcome}`)}
      </td>
    </tr>
  );
}
