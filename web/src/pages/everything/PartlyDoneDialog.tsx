import { Button, Group, List, ScrollArea, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Dialog } from "~/parts/Dialog";
import { useProblemWords } from "~/parts/refusal";

import type { PartlyDone } from "./useBulk";

/** What was done, and who refused, each by name with the reason. */
export function PartlyDoneDialog({ outcome, onClose }: { outcome: PartlyDone; onClose: () => void }) {
  const { t } = useTranslation(["everything", "common"]);
  const words = useProblemWords();
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
                      {words(error)}
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
