import { Box, Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { NotFound } from "~/app/fallbacks";
import { Problem } from "~/api/client";
import { Failure } from "~/parts/Failure";
import { Page } from "~/parts/Page";
import { type Invitation, invitationQuery } from "~/queries/invitations";

import { Deleted } from "./Deleted";
import { Facts } from "./Facts";
import { History } from "./History";
import classes from "./InvitationPage.module.css";
import { JustRecorded } from "./JustRecorded";
import { Replies } from "./Replies";
import { Standing } from "./Standing";
import { Thread } from "./Thread";

/** All of one invitation: where it stands, what is known, what was written, what has happened. */
export function InvitationPage() {
  // All its words are asked for at once, and not part by part as the invitation comes.
  useTranslation(["invitation", "messages", "record", "vocabulary"]);
  const { invitationId } = useParams({ from: "/signed-in/invitations/$invitationId" });
  const { data, error, refetch } = useQuery(invitationQuery(invitationId));
  if (error instanceof Problem && error.status === 404) return <Deleted invitationId={invitationId} />;
  if (error instanceof Problem && error.status === 422) return <NotFound />;
  if (data !== undefined) return <Whole key={data.id} invitation={data} />;
  return error !== null ? <Failure error={error} retry={() => void refetch()} /> : <Coming />;
}

function Whole({ invitation }: { invitation: Invitation }) {
  return (
    <Page title={invitation.company} about={invitation.role ?? undefined} width="wide">
      <JustRecorded invitation={invitation} />
      <div className={classes.columns}>
        <Stack gap="xl" style={{ minWidth: 0 }}>
          <Standing invitation={invitation} />
          <Facts invitation={invitation} />
        </Stack>
        <Stack gap="xl" style={{ minWidth: 0 }}>
          <Thread invitationId={invitation.id} />
          <Replies invitationId={invitation.id} />
          <History invitationId={invitation.id} />
        </Stack>
      </div>
    </Page>
  );
}

function Coming() {
  const { t } = useTranslation();
  return (
    <Box maw={1400} mx="auto" role="status" aria-label={t("loading")}>
      <Skeleton h={32} w={220} mb="lg" />
      <div className={classes.columns}>
        <Stack>
          <Skeleton h={210} radius="lg" />
          <Skeleton h={320} />
        </Stack>
        <Skeleton h={320} />
      </div>
    </Box>
  );
}
