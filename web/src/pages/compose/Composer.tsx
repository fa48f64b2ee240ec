import { Group, Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";

import { Problem } from "~/api/client";
import { Failure } from "~/parts/Failure";
import { useMe } from "~/queries/account";
import { type Invitation, invitationQuery } from "~/queries/invitations";
import { type MessageSummary, messagesOfQuery } from "~/queries/messages";
import { repliesQuery, type Reply } from "~/queries/replies";
import { keptWords } from "~/queries/words";
import { letterLanguage } from "~/text/languages";

import { Desk } from "./Desk";
import { startOf } from "./start";

const route = getRouteApi("/signed-in/invitations/$invitationId/reply");

/** Composing the reply to an invitation. */
export function Composer() {
  const { invitationId } = route.useParams();
  const invitation = useQuery(invitationQuery(invitationId));
  // What was read on an earlier visit may miss the words that were stored since.
  const replies = useQuery({ ...repliesQuery(invitationId), staleTime: 0, refetchOnWindowFocus: false });
  // By what it came, and in which language: the letter does without, where that can't be known.
  const arrived = useQuery(messagesOfQuery(invitationId));
  const [replyAtFirst, setFirst] = useState<{ of: string; replies: readonly Reply[] } | null>(null);
  if (replies.data !== undefined && !replies.isFetching && replyAtFirst?.of !== invitationId) {
    setFirst({ of: invitationId, replies: replies.data.items });
  }
  const failed = invitation.error ?? replies.error;
  if (failed !== null && (invitation.data === undefined || replyAtFirst === null)) {
    // The route has a page for what there isn't.
    if (failed instanceof Problem && (failed.status === 404 || failed.status === 422)) throw failed;
    return <Failure error={failed} retry={() => void Promise.all([invitation.refetch(), replies.refetch()])} />;
  }
  const isHeard = arrived.data !== undefined || arrived.failureCount > 0;
  if (invitation.data === undefined || replyAtFirst?.of !== invitationId || !isHeard) return <Waiting />;
  return (
    <FromTheStart
      key={invitationId}
      invitation={invitation.data}
      replies={replyAtFirst.replies}
      arrived={arrived.data?.items ?? []}
    />
  );
}

interface Beginning {
  invitation: Invitation;
  replies: readonly Reply[];
  arrived: readonly MessageSummary[];
}

/** The language that the invitation came in, where letters are written in it; else the person's own. */
function languageHeard(arrived: readonly MessageSummary[], own: string): string {
  const heard = letterLanguage(arrived.at(-1)?.language);
  return heard === null || heard === letterLanguage(own) ? own : heard;
}

/** Whether it asks a calendar to hold a date: then the reply is an answer to that too. */
const isRequest = ({ calendar }: MessageSummary): boolean => calendar?.method === "REQUEST";

/** Where the reply is taken up is decided once, on arriving; what is stored later moves nothing on the page. */
function FromTheStart({ invitation, replies, arrived }: Beginning) {
  const me = useMe();
  const search = route.useSearch();
  const [start] = useState(() =>
    startOf({
      invitation,
      replies,
      search,
      language: languageHeard(arrived, me.language),
      kept: keptWords(me.id, invitation.id),
    }),
  );
  return <Desk invitation={invitation} start={start} hasRequest={arrived.some(isRequest)} />;
}

function Waiting() {
  return (
    <Stack maw={1120} mx="auto" aria-busy>
      <Skeleton h={36} w="min(420px, 80%)" />
      <Group align="flex-start" gap={32} wrap="nowrap" mt="md">
        <Skeleton h={440} w={320} visibleFrom="md" />
        <Skeleton h={520} />
      </Group>
    </Stack>
  );
}
