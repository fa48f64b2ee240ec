import "@mantine/dropzone/styles.css";

import { Button, Stack, Text } from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { IconFileImport } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { MOST_FILES } from "~/parts/upload/useUploading";

import classes from "./importing.module.css";

/** What a browser offers to choose from. Whatever else is dropped is judged by the server, which says why. */
const ACCEPTED = ".csv,.tsv,.txt,.eml,.ics,.ical,.vcs,text/csv,message/rfc822,text/calendar";

interface Props {
  onFiles: (files: readonly File[]) => void;
  /** More than are taken at once were given. */
  isTooMany: boolean;
}

/** A place to drop files on, as the whole page is; or to choose them. */
export function DropPlace({ onFiles, isTooMany }: Props) {
  const { t } = useTranslation("importing");
  return (
    <Dropzone
      multiple
      onDrop={onFiles}
      // The button inside is what the keyboard reaches.
      activateOnKeyboard={false}
      // The page around it takes files too, and knows by the event whether this place has them already.
      preventDropOnDocument={false}
      enablePointerEvents
      classNames={{ root: classes.drop }}
      inputProps={{ "aria-label": t("drop.label"), accept: ACCEPTED }}
    >
      <Stack align="center" gap="sm" ta="center">
        <IconFileImport size={40} stroke={1.3} color="var(--text-quiet)" aria-hidden />
        <Text c="dimmed" visibleFrom="sm">
          {t("drop.title")}
        </Text>
        <Button size="md">{t("drop.choose")}</Button>
        {isTooMany && (
          <Text c="red.8" size="sm" role="alert" className={classes.wrong}>
            {t("drop.most", { most: MOST_FILES })}
          </Text>
        )}
      </Stack>
    </Dropzone>
  );
}
