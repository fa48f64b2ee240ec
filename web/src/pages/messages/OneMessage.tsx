import { Skeleton, Stack } from "@mantine/core";
import { IconMailOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Problem } from "~/api/client";
import { Empty } from "~/parts/Empty";
import { Failure } from "~/parts/Failure";
import { ButtonLink } from "~/parts/links";
import { senderOf } from "~/parts/message/MessageHead";
import { Page } from "~/parts/Page";
import { type Message, messageQuery } from "~/queries/messages";

import { Deciding } from "./Deciding";
import { Placed } from "./Placed";

const route = getRouteApi("/signed-in/messages/$messageId");

/** One message, and what is to be made of it. */
export function OneMessage() {
  // The form's words are there before it is asked for.
  useTranslation(["messages", "record", "vocabulary"]);
  const { messageId } = route.useParams();
  const { data, error, refetch } = useQuery(messageQuery(messageId));
  if (data !== undefined) return <Whole key={data.id} message={data} />;
  if (error instanceof Problem && (error.status === 404 || error.status === 422)) return <Gone />;
  return error !== null ? <Failure error={error} retry={() => void refetch()} /> : <Coming />;
}

function Whole({ message }: { message: Message }) {
  const { t } = useTranslation("messages");
  const about = [senderOf(message), t(`way.${message.way}`)].filter((part) => part !== null);
  return (
    <Page
      title={message.subject ?? message.calendar?.summary ?? t("head.no_subject")}
      about={about.join(" · ")}
      width="wide"
    >
      {message.state === "placed" ? <Placed message={message} /> : <Deciding message={message} />}
    </Page>
  );
}

function Gone() {
  const { t } = useTranslation("messages");
  return (
    <Page title={t("page.title")}>
      <Empty
        icon={<IconMailOff />}
        title={t("gone.title")}
        acts={<ButtonLink to="/messages">{t("gone.back")}</ButtonLink>}
      >
        {t("gone.about")}
      </Empty>
    </Page>
  );
}

function Coming() {
  return (
    <Stack aria-hidden>
      <Skeleton h={34} w="60%" />
      <Skeleton h={320} radius="md" />
    </Stack>
  );
}
