import { Button } from "@mantine/core";
import { IconChartHistogram } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Empty } from "~/parts/Empty";
import { ButtonLink } from "~/parts/links";
import { insightsQuery } from "~/queries/insights";

import type { Period } from "./period";

/** No invitation in this span, or none at all: where insights come from. */
export function NothingYet({ period, choose }: { period: Period; choose: (period: Period) => void }) {
  const { t } = useTranslation("insights");
  const { data: all } = useQuery(insightsQuery({ all: true }));
  if (all === undefined && period.kind !== "all") return null;
  const isAll = period.kind === "all" || all?.counts.invitations === 0;
  return (
    <Empty
      icon={<IconChartHistogram />}
      title={t(isAll ? "empty.title" : "empty.none_title")}
      acts={
        isAll ? (
          <>
            <ButtonLink to="/record">{t("empty.record")}</ButtonLink>
            <ButtonLink to="/import" variant="default">
              {t("empty.import")}
            </ButtonLink>
          </>
        ) : (
          <>
            <Button onClick={() => choose({ kind: "all" })}>{t("empty.all")}</Button>
            <ButtonLink to="/record" variant="default">
              {t("empty.record")}
            </ButtonLink>
          </>
        )
      }
    >
      {t(isAll ? "empty.about" : "empty.none_about")}
    </Empty>
  );
}
