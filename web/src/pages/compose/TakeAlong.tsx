import { Anchor, Group, Stack, Text } from "@mantine/core";
import { IconCalendarShare, IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { AnchorLink } from "~/parts/links";

import { type Off, offProps } from "./Acts";
import type { CalendarAnswer } from "./calendarWords";
import classes from "./compose.module.css";

interface Props {
  /** What the employer's calendar is told; null where there is none to answer. */
  told: CalendarAnswer | null;
  /** The reply can be sent from here. */
  canSend: boolean;
  /** Why nothing goes out as it stands; null where it may. */
  off: Off | null;
  download: (what: "message" | "calendar") => void;
  /** What is still to be done before a reply can be sent from here; null where nothing is. */
  setUp: "identity" | "test" | null;
}

/** The reply as files, for whoever sends it their own way; and the way to have it sent from here. */
export function TakeAlong({ told, canSend, off, download, setUp }: Props) {
  const { t } = useTranslation(["compose", "sending"]);
  return (
    <Stack gap={4}>
      {told !== null && (
        <Group gap={8} wrap="nowrap" align="flex-start">
          <IconCalendarShare size={18} aria-hidden style={{ flexShrink: 0, marginTop: 2 }} />
          <Text size="sm">
            {t(canSend ? "sending:calendar.also" : "sending:calendar.also_file", { answer: t(told) })}
          </Text>
        </Group>
      )}
      <Group gap="4px 18px" fz="sm">
        <Anchor
          component="button"
          type="button"
          className={classes.file}
          onClick={() => download("message")}
          {...offProps(off)}
        >
          <IconDownload size={16} aria-hidden />
          {t("acts.message_file")}
        </Anchor>
        {told !== null && (
          <Anchor
            component="button"
            type="button"
            className={classes.file}
            onClick={() => download("calendar")}
            {...offProps(off)}
          >
            <IconDownload size={16} aria-hidden />
            {t("acts.calendar_file")}
          </Anchor>
        )}
        {setUp !== null && (
          <AnchorLink to="/settings/$section" params={{ section: "mail" }} className={classes.file} ml="auto">
            {t(setUp === "identity" ? "acts.set_up" : "acts.test_first")}
          </AnchorLink>
        )}
      </Group>
    </Stack>
  );
}
