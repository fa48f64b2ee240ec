import { Button, FileButton, Group, Stack, Textarea, VisuallyHidden } from "@mantine/core";
import { IconFileText, IconSparkles } from "@tabler/icons-react";
import { type ClipboardEvent, type DragEvent, type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { takeFiles } from "~/app/dropping/dropping";
import { Failure } from "~/parts/Failure";
import { MOST_TEXT } from "~/queries/intake";

import classes from "./Record.module.css";
import { isForImport, type Refused, textOf } from "./textFile";

interface Props {
  text: string;
  onType: (text: string) => void;
  onRead: (text: string) => void;
  onForm: () => void;
  isReading: boolean;
  failure: Error | null;
}

/** Pasted from this length on it is a message rather than a word or two, and is read at once. */
const A_MESSAGE = 60;

/** One big field for whatever there is: pasted, typed, or dropped as a file. */
export function Paste({ text, onType, onRead, onForm, isReading, failure }: Props) {
  const { t } = useTranslation("record");
  const [refused, setRefused] = useState<Refused | "empty" | null>(null);
  const [isDragged, setIsDragged] = useState(false);

  function read(what: string) {
    const wrong = what.trim() === "" ? "empty" : Array.from(what).length > MOST_TEXT ? "too_long" : null;
    setRefused(wrong);
    if (wrong === null) onRead(what);
  }
  async function open(file: File | null) {
    if (file === null) return;
    // What holds more than words is looked at as a whole.
    if (isForImport(file)) {
      takeFiles([file]);
      return;
    }
    const opened = await textOf(file);
    if (typeof opened !== "string") setRefused(opened.refused);
    else {
      onType(opened);
      read(opened);
    }
  }
  function drop(event: DragEvent) {
    event.preventDefault();
    setIsDragged(false);
    const files = [...event.dataTransfer.files];
    const [file] = files;
    const dragged = event.dataTransfer.getData("text/plain");
    if (files.length > 1) takeFiles(files);
    else if (file !== undefined) void open(file);
    else if (dragged !== "") {
      onType(dragged);
      read(dragged);
    }
  }
  function paste(event: ClipboardEvent<HTMLTextAreaElement>) {
    const pasted = event.clipboardData.getData("text/plain").replaceAll("\r\n", "\n");
    if (text !== "" || pasted.trim().length < A_MESSAGE) return;
    event.preventDefault();
    onType(pasted);
    read(pasted);
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) read(text);
  };
  return (
    <Stack
      gap="md"
      className={classes.paste}
      data-dragged={isDragged || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setIsDragged(true);
      }}
      onDragLeave={() => setIsDragged(false)}
      onDrop={drop}
    >
      <Textarea
        size="md"
        label={t("paste.label")}
        description={t(isDragged ? "paste.drop" : "paste.how")}
        placeholder={t("paste.placeholder")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        autosize
        minRows={9}
        maxRows={22}
        // The page was opened to write here.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        value={text}
        onChange={(event) => {
          setRefused(null);
          onType(event.currentTarget.value);
        }}
        onPaste={paste}
        onKeyDown={onKeyDown}
        error={refused !== null && t(`paste.${refused}`, { most: MOST_TEXT.toLocaleString() })}
      />
      {failure !== null && <Failure error={failure} retry={() => read(text)} />}
      <Group gap="sm">
        <Button
          size="md"
          leftSection={<IconSparkles size={18} aria-hidden />}
          loading={isReading}
          onClick={() => read(text)}
        >
          {t("paste.read")}
        </Button>
        <FileButton
          accept="text/plain,.txt,.md,.eml,.ics,message/rfc822,text/calendar"
          onChange={(file) => void open(file)}
        >
          {(props) => (
            <Button {...props} size="md" variant="default" leftSection={<IconFileText size={18} aria-hidden />}>
              {t("paste.open_file")}
            </Button>
          )}
        </FileButton>
        <Button size="md" variant="subtle" onClick={onForm}>
          {t("paste.form_instead")}
        </Button>
      </Group>
      <VisuallyHidden role="status">{isReading && t("paste.reading")}</VisuallyHidden>
    </Stack>
  );
}
