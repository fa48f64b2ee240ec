import { Alert, Button, Text } from "@mantine/core";
import { IconCheck, IconMailQuestion, IconSend, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { Schemas } from "~/api/client";
import { Failure } from "~/parts/Failure";
import { type Channel, useTestChannel } from "~/queries/channels";

/** Sends a message now, and says what became of it: no more and no less than the server knows. */
export function TestChannel({ channel }: { channel: Pick<Channel, "id" | "confirmed_at" | "name"> }) {
  const { t } = useTranslation("settings");
  const test = useTestChannel();
  const words = t(channel.confirmed_at === null ? "channels.ask" : "channels.test");
  return (
    <>
      <Button
        variant="default"
        h={40}
        leftSection={<IconSend size={16} aria-hidden />}
        loading={test.isPending}
        aria-label={`${words}: ${channel.name}`}
        onClick={() => test.mutate(channel.id)}
      >
        {words}
      </Button>
      <div role="status" style={{ flexBasis: "100%" }}>
        {test.isPending && (
          <Text size="sm" c="dimmed">
            {t("channels.waiting")}
          </Text>
        )}
        {test.data !== undefined && <Outcome outcome={test.data} />}
      </div>
      {test.error !== null && (
        <div style={{ flexBasis: "100%" }}>
          <Failure error={test.error} />
        </div>
      )}
    </>
  );
}

function Outcome({ outcome }: { outcome: Schemas["TestView"] }) {
  const { t } = useTranslation("settings");
  if (outcome.state === "sent")
    return (
      <Alert
        color="gray"
        icon={<IconCheck color="var(--attention-on_track)" aria-hidden />}
        title={t("channels.outcome.sent")}
      >
        {outcome.detail}
      </Alert>
    );
  if (outcome.state === "confirmation_sent")
    return (
      <Alert color="ink" icon={<IconMailQuestion aria-hidden />} title={t("channels.outcome.confirmation_sent")}>
        {outcome.detail}
      </Alert>
    );
  return (
    <Alert color="red" icon={<IconX aria-hidden />} title={t("channels.outcome.failed")}>
      {outcome.detail}
    </Alert>
  );
}
