import { Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Failure } from "~/parts/Failure";
import { Page } from "~/parts/Page";
import { dueQuery } from "~/queries/invitations";

import { DueList } from "./DueList";
import { useLevelNews } from "./levelNews";
import { NothingOwed } from "./NothingOwed";
import { PeopleDue } from "./PeopleDue";
import { Summary } from "./Summary";
import { WaitingMessages } from "./WaitingMessages";

/** Whom the person owes an answer, and until when: the page that is opened first, and most. */
export function Home() {
  const { t } = useTranslation("home");
  const { data: due, error, refetch } = useQuery(dueQuery);
  const news = useLevelNews(due?.items);
  return (
    <Page title={t("title")} about={<Summary counts={due?.counts} news={news} />}>
      {due !== undefined ? (
        <>
          <WaitingMessages />
          {due.counts.owed === 0 && <NothingOwed />}
          <DueList due={due} news={news} />
          <PeopleDue />
        </>
      ) : error !== null ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Waiting />
      )}
    </Page>
  );
}

function Waiting() {
  const { t } = useTranslation();
  return (
    <Stack gap={10} aria-busy aria-label={t("loading")}>
      <Skeleton height={22} width={140} radius="sm" />
      <Skeleton height={94} radius="lg" />
      <Skeleton height={94} radius="lg" />
      <Skeleton height={94} radius="lg" />
    </Stack>
  );
}
