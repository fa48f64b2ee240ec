import { Group, Text } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";

interface Props {
  icon: Icon;
  colour: string;
  words: string;
}

/** How a server fares, in a line: never by its colour alone. */
export function StandingLine({ icon: Sign, colour, words }: Props) {
  return (
    <Group gap={6} mt={6} wrap="nowrap" align="flex-start">
      <Sign size={16} color={colour} aria-hidden style={{ marginTop: 3, flexShrink: 0 }} />
      <Text size="sm" style={{ minWidth: 0, overflowWrap: "anywhere" }}>
        {words}
      </Text>
    </Group>
  );
}
