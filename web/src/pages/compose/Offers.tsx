import { Button, Group, Paper, Text } from "@mantine/core";
import type { Dispatch, ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { canBringBack, type Happening, hasOffer, isEdited, type Letter } from "./letter";
import type { Stale } from "./staleness";

interface Props {
  letter: Letter;
  dispatch: Dispatch<Happening>;
  whyUnwritten: string | null;
  stale: Stale | null;
  askForMissing: () => void;
  retry: () => void;
}

/** Choices that have moved on from the person's own words, and words that were set aside: nothing happens unasked. */
export function Offers({ letter, dispatch, whyUnwritten, stale, askForMissing, retry }: Props) {
  const { t } = useTranslation(["compose", "common"]);
  const act = (type: "taken" | "refused" | "broughtBack", words: string, isMain = false) => (
    <Button size="compact-md" h={40} variant={isMain ? "light" : "subtle"} onClick={() => dispatch({ type })}>
      {words}
    </Button>
  );
  if (whyUnwritten !== null) {
    const words = `${whyUnwritten} ${t(isEdited(letter) ? "stale.own" : "stale.former")}`;
    const [act, name] = stale === "missing" ? [askForMissing, t("stale.choose")] : [retry, t("common:act.retry")];
    return (
      <Note words={words}>
        <Button size="compact-md" h={40} variant="light" onClick={act}>
          {name}
        </Button>
      </Note>
    );
  }
  if (hasOffer(letter)) {
    return (
      <Note words={t("offer.about")}>
        {act("taken", t("offer.take"), true)}
        {act("refused", t("offer.keep"))}
      </Note>
    );
  }
  if (canBringBack(letter)) {
    return <Note words={t("offer.set_aside")}>{act("broughtBack", t("offer.bring_back"), true)}</Note>;
  }
  return null;
}

function Note({ words, children }: { words: string; children?: ReactNode }) {
  return (
    <Paper role="status" px="md" py={8} radius={12} withBorder>
      <Group justify="space-between" gap="xs">
        <Text size="sm" style={{ flex: "1 1 14rem" }}>
          {words}
        </Text>
        {children !== undefined && <Group gap={4}>{children}</Group>}
      </Group>
    </Paper>
  );
}
