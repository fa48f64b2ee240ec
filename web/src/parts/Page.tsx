import { Box, Group, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";

interface Props {
  title: string;
  /** One quiet sentence under the title. */
  about?: ReactNode;
  /** Buttons beside the title. */
  acts?: ReactNode;
  /** How wide the content may grow: reading width, or as wide as a table wants. */
  width?: "reading" | "wide";
  children: ReactNode;
}

/** A page's frame: its one heading, which is also the tab's title, what can be done, and the content. */
export function Page({ title, about, acts, width = "reading", children }: Props) {
  useEffect(() => {
    document.title = `${title} · Replyby`;
  }, [title]);
  return (
    <Box maw={width === "reading" ? 880 : 1400} mx="auto">
      <Group justify="space-between" align="flex-end" mb="lg" gap="sm">
        <Stack gap={2} style={{ flex: "1 1 16rem", minWidth: 0 }}>
          <Title order={1} fz={{ base: 22, sm: 26 }} style={{ overflowWrap: "anywhere" }}>
            {title}
          </Title>
          {about !== undefined && (
            <Text component="div" c="dimmed" size="sm" style={{ overflowWrap: "anywhere" }}>
              {about}
            </Text>
          )}
        </Stack>
        {acts !== undefined && <Group gap="xs">{acts}</Group>}
      </Group>
      {children}
    </Box>
  );
}
