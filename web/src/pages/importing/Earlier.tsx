import { Progress, Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Failure } from "~/parts/Failure";
import { ButtonLink } from "~/parts/links";
import { importsQuery, type ImportSummary, isMoving, useTakeBack } from "~/queries/imports";
import { useMomentWords } from "~/time/moment";

import classes from "./importing.module.css";
import { TakeBack } from "./TakeBack";
import { useFileWords } from "./words";

/** The latest imports, to go on with or to take back. */
export function Earlier() {
  const { t } = useTranslation("importing");
  const { data, error, refetch } = useQuery(importsQuery);
  if (data?.items.length === 0) return null;
  return (
    <section>
      <h2 className={classes.heading} style={{ marginBottom: 10 }}>
        {t("earlier.title")}
      </h2>
      {data !== undefined ? (
        <ul className={classes.rows}>
          {data.items.map((one) => (
            <EarlierImport key={one.id} one={one} />
          ))}
        </ul>
      ) : error !== null ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Skeleton h={64} radius="md" aria-hidden />
      )}
    </section>
  );
}

function EarlierImport({ one }: { one: ImportSummary }) {
  const { t } = useTranslation("importing");
  const words = useFileWords();
  const moment = useMomentWords();
  const takeBack = useTakeBack();
  const { counts, state } = one;
  const isLetGo = state === "undone" && counts.added === 0 && counts.updated === 0;
  const told = [
    t(`state.${isLetGo ? "let_go" : state}`),
    state === "previewed" && counts.new > 0 && t("row_new", { count: counts.new }),
    counts.added > 0 && t("row_added", { count: counts.added }),
    counts.removed > 0 && t("row_removed", { count: counts.removed }),
    counts.kept > 0 && t("row_kept", { count: counts.kept }),
    words.format(one.detected),
    moment.instant(one.finished_at ?? one.created_at),
  ].filter((part) => part !== false);
  const canBeTakenBack = (state === "imported" || state === "failed") && counts.added > 0;
  return (
    <li className={classes.import}>
      <div>
        <Link to="/import/$importId" params={{ importId: one.id }} className={classes.name}>
          {words.name(one)}
        </Link>
        <Text size="sm" c="dimmed" className="numbers">
          {told.join(" · ")}
        </Text>
        {isMoving(one) && <Going one={one} />}
      </div>
      {state === "previewed" && (
        <ButtonLink
          to="/import/$importId"
          params={{ importId: one.id }}
          variant="light"
          h={42}
          aria-label={`${t("earlier.go_on")}: ${words.name(one)}`}
        >
          {t("earlier.go_on")}
        </ButtonLink>
      )}
      {canBeTakenBack && <TakeBack shown={one} takeBack={takeBack} variant="subtle" />}
    </li>
  );
}

function Going({ one: { state, counts, rows_done: rowsDone } }: { one: ImportSummary }) {
  const { t } = useTranslation("importing");
  const [done, all] = state === "importing" ? [rowsDone, counts.rows] : [counts.removed, counts.added];
  return (
    <Progress
      mt={6}
      value={all === 0 ? 100 : (100 * done) / all}
      animated
      aria-label={t(state === "importing" ? "moving.rows" : "moving.removed", { done, all })}
    />
  );
}
