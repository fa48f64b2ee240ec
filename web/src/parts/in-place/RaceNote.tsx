import { Alert, Button, Group, List, Stack, Text } from "@mantine/core";
import { IconGitMerge } from "@tabler/icons-react";
import { useEffect, useRef } from "react";

interface Props {
  title: string;
  /** What they changed, a sentence for each field. */
  theirs: readonly { key: string; words: string }[];
  mine: string;
  error: string | undefined;
  keep: string;
  drop: string;
  isSaving: boolean;
  keepMine: () => void;
  takeTheirs: () => void;
}

/** Somebody else was faster: what they changed, what mine would change, and the choice between the two. */
export function RaceNote({ title, theirs, mine, error, keep, drop, isSaving, keepMine, takeTheirs }: Props) {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <Alert role="alert" color="ink" variant="light" icon={<IconGitMerge aria-hidden />} title={title}>
      <Stack gap="sm">
        <List size="sm" spacing={4}>
          {theirs.map(({ key, words }) => (
            <List.Item key={key} style={{ overflowWrap: "anywhere" }}>
              {words}
            </List.Item>
          ))}
        </List>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {mine}
        </Text>
        {error !== undefined && (
          <Text size="sm" c="red">
            {error}
          </Text>
        )}
        <Group gap="xs">
          <Button ref={first} size="sm" loading={isSaving} onClick={keepMine}>
            {keep}
          </Button>
          <Button size="sm" variant="default" onClick={takeTheirs}>
            {drop}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
