import { Anchor, Group, Stack, Text } from "@mantine/core";
import { IconPhone } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { Invitation } from "~/queries/invitations";

import classes from "./compose.module.css";

/** What to do before the letter: for the person, not for the employer. With whom to speak beside it. */
export function Advice({ advice, invitation }: { advice: readonly string[]; invitation: Invitation }) {
  const { t } = useTranslation("compose");
  if (advice.length === 0) return null;
  const { contact_name: name, contact_email: address, location, format } = invitation;
  return (
    <section className={`${classes.advice} ${classes.warn}`} aria-label={t("advice.title")}>
      <IconPhone size={22} className={classes.severity} aria-hidden />
      <Stack gap={6}>
        {advice.map((sentence) => (
          <Text key={sentence} fw={560}>
            {sentence}
          </Text>
        ))}
        <Group gap="sm" fz="sm">
          {name !== null && <Text inherit>{name}</Text>}
          {format === "phone" && location !== null && <Text inherit>{location}</Text>}
          {address !== null && (
            <Anchor href={`mailto:${address}`} inherit underline="always">
              {address}
            </Anchor>
          )}
        </Group>
      </Stack>
    </section>
  );
}
