import { Badge, Box, Group, Paper, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Failure } from "~/parts/Failure";
import { ButtonLink } from "~/parts/links";
import { Moment } from "~/parts/Moment";
import { NotSent } from "~/parts/sending/NotSent";
import { OnItsWay } from "~/parts/sending/OnItsWay";
import { OutcomeQuestion } from "~/parts/sending/OutcomeQuestion";
import { repliesQuery, type Reply, sendingOf } from "~/queries/replies";
import { isUnderWay } from "~/queries/sendings";

const OPEN_STATES: readonly Reply["state"][] = ["draft", "failed"];

/** The replies to an invitation with their words, the newest first: drafts that wait, and what has gone out. */
export function Replies({ invitationId }: { invitationId: string }) {
  const { t } = useTranslation("invitation");
  const { data, error, isPending, refetch } = useQuery(repliesQuery(invitationId));
  const replies = data?.items.toReversed() ?? [];
  return (
    <Stack gap="sm" component="section" aria-labelledby="replies">
      <Title order={2} fz="h5" id="replies">
        {t("replies.title")}
      </Title>
      {isPending && <Skeleton h={90} radius="md" />}
      {error !== null && data === undefined && <Failure error={error} retry={() => void refetch()} />}
      {data !== undefined && replies.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("replies.none")}
        </Text>
      )}
      {replies.map((reply) => (
        <OneReply key={reply.id} reply={reply} />
      ))}
    </Stack>
  );
}

function OneReply({ reply }: { reply: Reply }) {
  const { t } = useTranslation(["invitation", "vocabulary", "sending"]);
  return (
    <Paper
      bg="var(--surface)"
      p="md"
      radius="md"
      withBorder
      component="article"
      aria-label={`${t(`vocabulary:kind.${reply.kind}`)}: ${reply.subject}`}
    >
      <Group justify="space-between" gap="xs" mb={6}>
        <Group gap="xs">
          <Text fw={600} size="sm">
            {t(`vocabulary:kind.${reply.kind}`)}
          </Text>
          <Badge variant="default" tt="none" fw={500}>
            {t(`replies.state.${reply.state}`)}
          </Badge>
        </Group>
        <Text size="xs" c="dimmed">
          <Moment at={reply.sent_at ?? reply.updated_at} />
        </Text>
      </Group>
      <Text size="sm" fw={500} style={{ overflowWrap: "anywhere" }}>
        {reply.subject}
      </Text>
      <Text size="sm" mt={4} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {reply.body}
      </Text>
      {isUnderWay(reply) && (
        <Box mt="md">
          <OnItsWay sending={sendingOf(reply)} />
        </Box>
      )}
      {reply.state === "outcome_unknown" && (
        <Box mt="md">
          <OutcomeQuestion sending={sendingOf(reply)} />
        </Box>
      )}
      {OPEN_STATES.includes(reply.state) && reply.delivery?.error != null && (
        <Box mt="md">
          <NotSent error={reply.delivery.error} />
        </Box>
      )}
      {OPEN_STATES.includes(reply.state) && (
        <ButtonLink
          variant="light"
          mt="sm"
          to="/invitations/$invitationId/reply"
          params={{ invitationId: reply.invitation_id }}
          search={{ reply: reply.id }}
        >
          {t("replies.go_on")}
        </ButtonLink>
      )}
    </Paper>
  );
}
