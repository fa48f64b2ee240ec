import { Badge, Text } from "@mantine/core";
import { IconRobot } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { Moment } from "~/parts/Moment";
import type { Schemas } from "~/api/client";

import type { Mark } from "./marks";
import { Marked } from "./Marked";
import classes from "./Message.module.css";
import type { Shown } from "./Message";

export type Headed = Pick<
  Schemas["MessageSummary"],
  "subject" | "sender_name" | "sender_address" | "received_at" | "is_automatic"
>;

interface Props {
  head: Headed;
  marks?: readonly Mark[];
  shown?: Shown | null;
}

/** Who sent a message, when, and under which subject. */
export function MessageHead({ head, marks = [], shown = null }: Props) {
  const { t } = useTranslation("messages");
  const { subject, sender_name: name, sender_address: address } = head;
  return (
    <div className={classes.head}>
      {subject !== null && (
        <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
          <Marked text={subject} marks={marks} shown={shown} source="subject" />
        </Text>
      )}
      <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
        {senderOf(head) ?? t("head.unknown")}
        {name !== null && address !== null && ` <${address}>`} · <Moment at={head.received_at} />
      </Text>
      {head.is_automatic && (
        <Badge variant="default" tt="none" fw={500} mt={6} h={24} leftSection={<IconRobot size={14} aria-hidden />}>
          {t("head.automatic")}
        </Badge>
      )}
    </div>
  );
}

/** Whom a message is from, as shortly as it can be said; null where nobody is named. */
export function senderOf({ sender_name: name, sender_address: address }: Headed): string | null {
  return name ?? address;
}
