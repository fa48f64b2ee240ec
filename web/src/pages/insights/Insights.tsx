import { Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Problem } from "~/api/client";
import { Failure } from "~/parts/Failure";
import { Page } from "~/parts/Page";
import { useMe } from "~/queries/account";
import { insightsQuery } from "~/queries/insights";
import { todayIn } from "~/time/wall";

import { Answers } from "./Answers";
import { ByMedium } from "./ByMedium";
import { Figures } from "./Figures";
import { GhostRate } from "./GhostRate";
import { Months } from "./Months";
import { NothingYet } from "./NothingYet";
import { spanOf, usePeriod } from "./period";
import { PeriodChoice } from "./PeriodChoice";
import { ReplyTimes } from "./ReplyTimes";
import { useInsightWords } from "./words";

// The charts are asked for together with their figures, not after them.
void import("./Bars");

/** How the invitations of a span were answered. What is too little to say isn't said. */
export function Insights() {
  const { t } = useTranslation("insights");
  const words = useInsightWords();
  const { time_zone: zone } = useMe();
  const [period, choose] = usePeriod();
  const { data, error, refetch, isPlaceholderData } = useQuery(insightsQuery(spanOf(period, todayIn(zone))));
  const isWrongSpan = error instanceof Problem && error.status === 422;
  const about =
    data?.from_on != null && data.to_on !== null
      ? t("about", { from: words.day(data.from_on), to: words.day(data.to_on) })
      : t("about_nothing");
  return (
    <Page title={t("title")} about={about}>
      <Stack gap="lg">
        <PeriodChoice period={period} choose={choose} refused={isWrongSpan ? error : null} />
        {data !== undefined && !isWrongSpan ? (
          <Stack gap="lg" aria-busy={isPlaceholderData} opacity={isPlaceholderData ? 0.6 : undefined}>
            {data.counts.invitations === 0 ? (
              <NothingYet period={period} choose={choose} />
            ) : (
              <>
                <Figures insights={data} />
                <GhostRate insights={data} />
                <ReplyTimes insights={data} />
                <Months insights={data} />
                <Answers insights={data} />
                <ByMedium insights={data} />
              </>
            )}
          </Stack>
        ) : isWrongSpan ? null : error !== null ? (
          <Failure error={error} retry={() => void refetch()} />
        ) : (
          <Coming />
        )}
      </Stack>
    </Page>
  );
}

function Coming() {
  return (
    <Stack gap="lg" aria-hidden>
      <Skeleton h={168} radius="lg" />
      <Skeleton h={180} radius="lg" />
      <Skeleton h={340} radius="lg" />
    </Stack>
  );
}
