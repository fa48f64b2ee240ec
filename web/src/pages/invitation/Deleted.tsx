import { Button, Stack } from "@mantine/core";
import { IconRestore, IconTrash } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { NotFound } from "~/app/fallbacks";
import { Empty } from "~/parts/Empty";
import { Page } from "~/parts/Page";
import { eventsQuery, useRestore } from "~/queries/invitations";

import { History } from "./History";

/** An invitation that isn't shown: put away, with the way back and its history; else there never was one. */
export function Deleted({ invitationId }: { invitationId: string }) {
  const { t } = useTranslation("invitation");
  const { error, isPending } = useInfiniteQuery(eventsQuery(invitationId));
  const restore = useRestore();
  // Its history is told as long as it can be restored; what has none never was.
  if (error !== null) return <NotFound />;
  if (isPending) return null;
  return (
    <Page title={t("deleted.title")}>
      <Stack gap="xl">
        <Empty
          icon={<IconTrash />}
          title={t("deleted.lead")}
          acts={
            <Button
              size="md"
              leftSection={<IconRestore size={18} aria-hidden />}
              loading={restore.isPending}
              onClick={() => restore.mutate(invitationId)}
            >
              {t("deleted.restore")}
            </Button>
          }
        >
          {t("deleted.how")}
        </Empty>
        <History invitationId={invitationId} />
      </Stack>
    </Page>
  );
}
