import { Skeleton, Stack, Text } from "@mantine/core";
import { IconMailCheck, IconMailOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Empty } from "~/parts/Empty";
import { Failure } from "~/parts/Failure";
import { AnchorLink, ButtonLink } from "~/parts/links";
import { Page } from "~/parts/Page";
import { listedQuery } from "~/queries/messages";

import classes from "./messages.module.css";
import { Row } from "./Row";

const route = getRouteApi("/signed-in/messages");

/** The messages that a person has to look at, the one that came last first; or those that were put aside. */
export function Messages() {
  const { t } = useTranslation("messages");
  const { aside } = route.useSearch();
  const isAside = aside === true;
  const { data, error, refetch } = useQuery(listedQuery(isAside ? "dismissed" : "waiting"));
  return (
    <Page title={t(isAside ? "page.aside" : "page.title")} about={t(isAside ? "page.aside_about" : "page.about")}>
      {data !== undefined ? (
        <Stack gap="md">
          {data.items.length === 0 ? (
            <Nothing isAside={isAside} />
          ) : (
            <ul className={classes.rows} aria-label={t(isAside ? "page.aside" : "page.title")}>
              {data.items.map((message) => (
                <Row key={message.id} message={message} />
              ))}
            </ul>
          )}
          {data.next_cursor !== null && (
            <Text size="sm" c="dimmed">
              {t("page.more", { count: data.items.length })}
            </Text>
          )}
          <AnchorLink to="/messages" search={isAside ? {} : { aside: true }} size="sm" className={classes.other}>
            {t(isAside ? "page.to_waiting" : "page.to_aside")}
          </AnchorLink>
        </Stack>
      ) : error !== null ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Skeleton h={180} radius="md" aria-hidden />
      )}
    </Page>
  );
}

function Nothing({ isAside }: { isAside: boolean }) {
  const { t } = useTranslation("messages");
  if (isAside)
    return (
      <Empty icon={<IconMailOff />} title={t("page.none_aside")}>
        {t("page.none_aside_about")}
      </Empty>
    );
  return (
    <Empty
      icon={<IconMailCheck />}
      title={t("page.none")}
      acts={
        <>
          <ButtonLink to="/">{t("page.home")}</ButtonLink>
          <ButtonLink to="/import" variant="default">
            {t("page.import")}
          </ButtonLink>
        </>
      }
    >
      {t("page.none_about")}
    </Empty>
  );
}
