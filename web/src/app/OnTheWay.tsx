import { Paper, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "~/api/client";
import { ButtonLink } from "~/parts/links";
import { NotSent } from "~/parts/sending/NotSent";
import { OnItsWay } from "~/parts/sending/OnItsWay";
import { OutcomeQuestion } from "~/parts/sending/OutcomeQuestion";
import { invitationQuery } from "~/queries/invitations";
import { isUnderWay, repliesQuery, wantsAWord } from "~/queries/replies";
import { forgetSending, useSendings } from "~/queries/sendings";

/** The replies that are on their way, or about which the person has a word to say, wherever on the page they are. */
export default function OnTheWay() {
  const sendings = useSendings();
  const here = useParams({ strict: false }).invitationId;
  return (
    <Stack gap="sm" maw={880} mx="auto">
      {sendings.map((id) => (
        <One key={id} invitationId={id} isShownHere={id === here} />
      ))}
    </Stack>
  );
}

function One({ invitationId, isShownHere }: { invitationId: string; isShownHere: boolean }) {
  const { t } = useTranslation("sending");
  // What was read before it was approved says nothing about it.
  const { data, error, isFetching } = useQuery({ ...repliesQuery(invitationId), refetchOnMount: "always" });
  const { data: invitation } = useQuery(invitationQuery(invitationId));
  const reply = data?.items.find((one) => isUnderWay(one) || wantsAWord(one));
  const isGone = error instanceof Problem && error.status === 404;
  const isOver = (data !== undefined && reply === undefined && !isFetching) || isGone;
  useEffect(() => {
    if (isOver) forgetSending(invitationId);
  }, [invitationId, isOver]);
  // The page of the invitation says it itself.
  if (reply === undefined || invitation === undefined || isShownHere) return null;
  const { company } = invitation;
  if (reply.state === "outcome_unknown")
    return (
      <div style={{ marginBottom: 16 }}>
        <OutcomeQuestion reply={reply} company={company} />
      </div>
    );
  if (reply.state === "failed")
    return (
      <div style={{ marginBottom: 16 }}>
        <NotSent reply={reply} company={company} onClose={() => forgetSending(invitationId)}>
          <ButtonLink
            h={40}
            variant="default"
            to="/invitations/$invitationId/reply"
            params={{ invitationId }}
            search={{ reply: reply.id }}
          >
            {t("failed.look")}
          </ButtonLink>
        </NotSent>
      </div>
    );
  return (
    <Paper
      withBorder
      radius={12}
      px="md"
      py="sm"
      mb="md"
      bg="var(--surface)"
      component="section"
      aria-label={t("title")}
    >
      <OnItsWay reply={reply} company={company} />
    </Paper>
  );
}
