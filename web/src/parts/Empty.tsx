import { Group, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  /** The next step, as buttons. */
  acts?: ReactNode;
  /** 1 where nothing else heads the page. */
  order?: 1 | 2;
}

/** Nothing to show: says so, and teaches the next step. */
export function Empty({ icon, title, children, acts, order = 2 }: Props) {
  return (
    <Stack align="center" gap="sm" py={{ base: 40, sm: 64 }} px="md" ta="center">
      <ThemeIcon variant="light" size={56} radius="xl" aria-hidden>
        {icon}
      </ThemeIcon>
      <Title order={order} fz="h4">
        {title}
      </Title>
      {children !== undefined && (
        <Text c="dimmed" maw={460}>
          {children}
        </Text>
      )}
      {acts !== undefined && (
        <Group justify="center" mt="xs">
          {acts}
        </Group>
      )}
    </Stack>
  );
}
