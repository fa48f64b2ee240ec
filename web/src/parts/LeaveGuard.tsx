import { Button, Group, Stack, Text } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";

import { Dialog } from "./Dialog";

interface Props {
  /** Whether something would be lost, asked at the moment of leaving. */
  isUnsaved: () => boolean;
  title: string;
  words: string;
  stay: string;
  leave: string;
}

/** Asks before words are lost: of a person who goes to another page here, or closes the tab. */
export function LeaveGuard({ isUnsaved, title, words, stay, leave }: Props) {
  const blocker = useBlocker({ shouldBlockFn: isUnsaved, enableBeforeUnload: isUnsaved, withResolver: true });
  if (blocker.status !== "blocked") return null;
  return (
    <Dialog title={title} onClose={blocker.reset}>
      <Stack>
        <Text>{words}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={blocker.proceed}>
            {leave}
          </Button>
          <Button onClick={blocker.reset} data-autofocus>
            {stay}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
