import { Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { IconMail, IconMessageCircleHeart } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { useSpeakWords } from "~/parts/useSpeakWords";
import type { Contact } from "~/queries/contacts";

import { CadenceField } from "./CadenceField";
import { LaterMenu } from "./LaterMenu";

interface Props {
  contact: Contact;
  isWriting: boolean;
  write: () => void;
}

/** When to speak with somebody next, and the ways on: write, put it off, do it more or less often. */
export function NextTalk({ contact, isWriting, write }: Props) {
  const { t } = useTranslation("people");
  const words = useSpeakWords();
  const { name, speak_on: date, is_due: isDue } = contact;
  const clock = words.next(contact);
  return (
    <Paper
      bg="var(--surface)"
      p={{ base: "md", sm: "lg" }}
      radius="lg"
      withBorder
      component="section"
      aria-labelledby="next"
    >
      <Stack gap="md">
        <Stack gap={4} aria-live="polite">
          <Title order={2} id="next" size="sm" fw={400} c="dimmed">
            {t("next.title", { name })}
          </Title>
          <Group gap={8} wrap="nowrap" align="center">
            {isDue && (
              <IconMessageCircleHeart
                size={24}
                color="var(--mantine-primary-color-light-color)"
                aria-hidden
                style={{ flexShrink: 0 }}
              />
            )}
            <Text fz={{ base: 19, sm: 22 }} fw={620} lh={1.3}>
              {clock.charAt(0).toLocaleUpperCase() + clock.slice(1)}
            </Text>
          </Group>
          <Text size="sm" c="dimmed" className="numbers">
            {date === null ? "" : `${words.day(date)} · `}
            {words.last(contact)}
          </Text>
          {date === null && contact.cadence_days === null && <Text size="sm">{t("next.none_about")}</Text>}
        </Stack>
        <Group gap="xs">
          {!isWriting && (
            <Button
              size="md"
              variant={isDue ? "filled" : "default"}
              leftSection={<IconMail size={18} aria-hidden />}
              onClick={write}
            >
              {t("act.write")}
            </Button>
          )}
          <LaterMenu contact={contact} />
        </Group>
        <CadenceField contact={contact} />
      </Stack>
    </Paper>
  );
}
