import { Button, Group, List, ScrollArea, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Problem } from "~/api/client";
import { Dialog } from "~/parts/Dialog";
import { useProblemWords } from "~/parts/Failure";
import type { Invitation } from "~/queries/invitations";

import type { PartlyDone } from "./useBulk";

/** What was done, and who refused, each by name with the server's reason. */
export function PartlyDoneDialog({ outcome, onClose }: { outcome: PartlyDone; onClose: () => void }) {
  const { t } = useTranslation(["everything", "common"]);
  const words = useRefusalWords();
  const { verb, done, refused, left, undo } = outcome;
  return (
    <Dialog
      title={t("partly.title", { done: done.length, count: done.length + refused.length + left.length })}
      onClose={onClose}
    >
      <Stack>
        <Text>{t(`done.${verb}`, { count: done.length })}</Text>
        {left.length > 0 && <Text>{t("partly.left", { count: left.length })}</Text>}
        {refused.length > 0 && (
          <>
            <Text>{t("partly.refused", { count: refused.length })}</Text>
            <ScrollArea.Autosize mah={300} viewportProps={{ tabIndex: 0 }}>
              <List spacing="xs" size="sm" pr="md">
                {refused.map(({ invitation, error }) => (
                  <List.Item key={invitation.id}>
                    <Text component="span" size="sm" fw={560}>
                      {[invitation.company, invitation.role].filter(Boolean).join(" · ")}
                    </Text>
                    <Text size="sm" c="dimmed">
                      {words(invitation, error)}
                    </Text>
                  </List.Item>
                ))}
              </List>
            </ScrollArea.Autosize>
          </>
        )}
        <Group justify="flex-end">
          {undo !== null && (
            <Button variant="default" onClick={undo}>
              {t("partly.undo", { count: done.length })}
            </Button>
          )}
          <Button onClick={onClose} data-autofocus>
            {t("common:act.close")}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

/** Refusals that many invitations give, in the page's language; of any other, what the server said. */
const KNOWN = [
  "nothing-owed",
  "invitation-already-answered",
  "promise-already-made",
  "status-not-editable",
  "nothing-to-undo",
  "not-found",
] as const;

function useRefusalWords() {
  const { t } = useTranslation(["everything", "vocabulary"]);
  const others = useProblemWords();
  return ({ status }: Invitation, error: Error): string => {
    const type = error instanceof Problem ? error.type.replace("urn:replyby:problem:", "") : null;
    const known = KNOWN.find((one) => one === type);
    return known === undefined ? others(error) : t(`refusal.${known}`, { status: t(`vocabulary:status.${status}`) });
  };
}
