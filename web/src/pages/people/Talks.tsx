import { Button, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { useTranslation } from "react-i18next";

import { Failure } from "~/parts/Failure";
import { type Contact, touchpointsQuery } from "~/queries/contacts";

import { OneTalk } from "./OneTalk";
import classes from "./people.module.css";
import { WeSpoke } from "./WeSpoke";

/** When one spoke with somebody, the latest first, and the place to note it. */
export function Talks({ contact }: { contact: Contact }) {
  const { t } = useTranslation(["people", "common"]);
  const talks = useInfiniteQuery(touchpointsQuery(contact.id));
  const heading = useRef<HTMLHeadingElement>(null);
  const items = talks.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Stack gap="md" component="section" aria-labelledby="talks">
      <Title order={2} fz="h5" id="talks" ref={heading} tabIndex={-1} style={{ outline: "none" }}>
        {t("talks.title")}
      </Title>
      <WeSpoke contact={contact} />
      {talks.isPending && <Skeleton h={90} radius="md" />}
      {talks.error !== null && <Failure error={talks.error} retry={() => void talks.refetch()} />}
      {talks.data !== undefined && items.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("talks.none")}
        </Text>
      )}
      {items.length > 0 && (
        <ul className={classes.talks}>
          {items.map((touchpoint) => (
            <OneTalk
              key={touchpoint.id}
              contact={contact}
              touchpoint={touchpoint}
              onGone={() => heading.current?.focus()}
            />
          ))}
        </ul>
      )}
      {talks.hasNextPage && (
        <Button variant="default" loading={talks.isFetchingNextPage} onClick={() => void talks.fetchNextPage()}>
          {t("common:act.more")}
        </Button>
      )}
    </Stack>
  );
}
