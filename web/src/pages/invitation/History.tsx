import { Button, Skeleton, Stack, Text, Timeline, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Failure } from "~/parts/Failure";
import { Moment } from "~/parts/Moment";
import { eventsQuery } from "~/queries/invitations";

import { EventIcon } from "./EventIcon";
import { Suggested } from "./Suggested";
import { useEventWords } from "./eventWords";
import { entriesOf, type Entry } from "./timeline";

const SHOWN_AT_FIRST = 12;

/** What has happened to an invitation, the newest first: what, by whom, when. */
export function History({ invitationId }: { invitationId: string }) {
  const { t } = useTranslation(["invitation", "common"]);
  const history = useInfiniteQuery(eventsQuery(invitationId));
  const [isWhole, setIsWhole] = useState(false);
  const events = history.data?.pages.flatMap((page) => page.items) ?? [];
  const entries = entriesOf(events);
  // What an earlier message seemed to say has been overtaken by the last one.
  const lastMessage = events.findLast(({ type }) => type === "message_received");
  const shown = isWhole ? entries : entries.slice(0, SHOWN_AT_FIRST);
  return (
    <Stack gap="md" component="section" aria-labelledby="history">
      <Title order={2} fz="h5" id="history">
        {t("history.title")}
      </Title>
      {history.isPending && <Skeleton h={160} radius="md" />}
      {history.error !== null && <Failure error={history.error} retry={() => void history.refetch()} />}
      {history.hasNextPage && (
        <Button variant="default" loading={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
          {t("history.newer")}
        </Button>
      )}
      <Timeline bulletSize={26} lineWidth={2} active={-1} role="list" aria-label={t("history.title")}>
        {shown.map((entry) => (
          <Timeline.Item key={entry.id} role="listitem" bullet={<EventIcon event={entry.events[0]} />}>
            <EntryWords entry={entry} />
            {entry.events.map(
              (event) =>
                event.type === "message_received" && (
                  <Suggested
                    key={event.id}
                    event={event}
                    invitationId={invitationId}
                    isLatest={event.id === lastMessage?.id}
                  />
                ),
            )}
          </Timeline.Item>
        ))}
      </Timeline>
      {entries.length > shown.length && (
        <Button variant="default" onClick={() => setIsWhole(true)}>
          {t("history.all", { count: entries.length })}
        </Button>
      )}
    </Stack>
  );
}

function EntryWords({ entry }: { entry: Entry }) {
  const { t } = useTranslation("invitation");
  const words = useEventWords();
  return (
    <>
      {words.sayAll(entry.events).map((sentence) => (
        <Text key={sentence} size="sm" style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
          {sentence}
          {entry.times > 1 && ` ${t("event.times", { count: entry.times })}`}
        </Text>
      ))}
      <Text size="xs" c="dimmed">
        {words.actor(entry.actor)} · <Moment at={entry.at} />
      </Text>
    </>
  );
}
