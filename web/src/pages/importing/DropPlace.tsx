import "@mantine/dropzone/styles.css";

import { Button, Group, Stack, Text } from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { IconFileTypeCsv } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import classes from "./importing.module.css";

/** A place to drop a file on, as the whole window is; or to choose one. */
export function DropPlace({ onFile }: { onFile: (file: File) => void }) {
  const { t } = useTranslation("importing");
  const [isRefused, setRefused] = useState(false);
  const taking = {
    multiple: false,
    onDrop: ([file]: File[]) => {
      setRefused(false);
      if (file !== undefined) onFile(file);
    },
    onReject: () => setRefused(true),
  };
  return (
    <>
      <Dropzone
        {...taking}
        // The button inside is what the keyboard reaches.
        activateOnKeyboard={false}
        enablePointerEvents
        classNames={{ root: classes.drop }}
        inputProps={{ "aria-label": t("drop.label") }}
      >
        <Stack align="center" gap="sm" ta="center">
          <IconFileTypeCsv size={40} stroke={1.3} color="var(--text-quiet)" aria-hidden />
          <Text c="dimmed" visibleFrom="sm">
            {t("drop.title")}
          </Text>
          <Button size="md">{t("drop.choose")}</Button>
          {isRefused && (
            <Text c="red.8" size="sm" role="alert" className={classes.wrong}>
              {t("drop.one")}
            </Text>
          )}
        </Stack>
      </Dropzone>
      {/* Only for whoever drags: it is there, though unseen, at all other times too. */}
      <Dropzone.FullScreen {...taking} active activateOnKeyboard={false} withinPortal={false} aria-hidden>
        <Group justify="center" mih={220} style={{ pointerEvents: "none" }}>
          <IconFileTypeCsv size={48} stroke={1.3} aria-hidden />
          <Text size="xl">{t("drop.now")}</Text>
        </Group>
      </Dropzone.FullScreen>
    </>
  );
}
