import { Button, Group, List, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Dialog } from "~/parts/Dialog";
import { useProblemWords } from "~/parts/refusal";
import type { Finding } from "~/queries/replies";

interface Props {
  findings: readonly Finding[];
  mend: () => void;
  /** Keeps the sentence beside the draft and goes on; rejects where that is refused. */
  insist: (why: string) => Promise<void>;
}

/** Something must be mended before the words go out, unless the person says why they stand as they are. */
export function AgainstBlock({ findings, mend, insist }: Props) {
  const { t } = useTranslation("compose");
  const words = useProblemWords();
  const [why, setWhy] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const goOn = async () => {
    if (why.trim() === "") {
      setError(t("block.why_missing"));
      return;
    }
    setBusy(true);
    try {
      await insist(why.trim());
    } catch (refusal) {
      setError(words(refusal as Error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={t("block.title", { count: findings.length })} onClose={mend}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void goOn();
        }}
      >
        <Stack>
          <List size="sm" spacing="xs">
            {findings.map(({ rule, start, why: because }) => (
              <List.Item key={`${rule}-${start}`}>{because}</List.Item>
            ))}
          </List>
          <Button data-autofocus onClick={mend} size="md">
            {t("block.mend")}
          </Button>
          <Text size="sm" c="dimmed" mt="sm">
            {t("block.or")}
          </Text>
          <Textarea
            label={t("block.why")}
            placeholder={t("block.why_example")}
            size="md"
            autosize
            minRows={2}
            maxLength={500}
            value={why}
            error={error}
            onChange={(event) => {
              // It is one sentence on one line: a line end in it would be refused.
              setWhy(event.currentTarget.value.replaceAll("\n", " "));
              setError(null);
            }}
          />
          <Group justify="flex-end">
            <Button type="submit" variant="default" loading={isBusy}>
              {t("block.insist")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
