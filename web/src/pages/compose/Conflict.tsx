import { Button, Group, Stack, Text } from "@mantine/core";
import { IconGitMerge } from "@tabler/icons-react";
import { type Dispatch, lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";

import { Moment } from "~/parts/Moment";
import { sayWithUndo } from "~/parts/Undo";

import classes from "./compose.module.css";
import type { Happening, Letter } from "./letter";
import { type Storing, wordsOf } from "./useStoring";
import { wishOf } from "./wish";

const Changes = lazy(() => import("./Changes"));

interface Props {
  letter: Letter;
  storing: Storing;
  dispatch: Dispatch<Happening>;
}

/** The draft was changed elsewhere while it was written in here: which words are to stay. Either can be undone. */
export function Conflict({ letter, storing: { theirs, adopt, store }, dispatch }: Props) {
  const { t } = useTranslation("compose");
  if (theirs === null) return null;
  const own: Happening = { type: "replaced", wish: letter.wish, words: letter.words };
  const others: Happening = { type: "replaced", wish: wishOf(theirs), words: wordsOf(theirs) };
  const keepOwn = () => {
    adopt(theirs);
    void store().catch(() => undefined);
    sayWithUndo(t("conflict.kept"), () => dispatch(others));
  };
  const takeTheirs = () => {
    adopt(theirs);
    dispatch(others);
    sayWithUndo(t("conflict.taken"), () => dispatch(own));
  };
  return (
    <section className={`${classes.advice} ${classes.warn}`} role="alert">
      <IconGitMerge size={22} className={classes.severity} aria-hidden />
      <Stack gap="sm">
        <Text fw={600}>{t("conflict.title")}</Text>
        <Text size="sm">
          {t("conflict.about")} <Moment at={theirs.updated_at} />
        </Text>
        <Suspense>
          <Changes composed={wordsOf(theirs).body} own={letter.words.body} language={theirs.language} />
        </Suspense>
        <Text size="xs" c="dimmed">
          {t("conflict.legend")}
        </Text>
        <Group gap="xs">
          <Button onClick={keepOwn}>{t("conflict.keep_own")}</Button>
          <Button variant="default" onClick={takeTheirs}>
            {t("conflict.take_theirs")}
          </Button>
        </Group>
      </Stack>
    </section>
  );
}
