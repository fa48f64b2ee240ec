import { Button, Group, Stack, Textarea } from "@mantine/core";
import { IconClipboard } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  /** Null while nobody wants to paste. */
  text: string | null;
  onText: (text: string | null) => void;
  onFile: (file: File) => void;
}

/** Rows without a file: pasted, and looked at as a file would be. */
export function PasteRows({ text, onText, onFile }: Props) {
  const { t } = useTranslation(["importing", "common"]);
  const [isEmpty, setEmpty] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const isOpen = text !== null;
  useEffect(() => {
    if (isOpen) field.current?.focus();
  }, [isOpen]);

  if (!isOpen)
    return (
      <Group justify="center">
        <Button variant="subtle" leftSection={<IconClipboard size={17} aria-hidden />} onClick={() => onText("")}>
          {t("paste.open")}
        </Button>
      </Group>
    );
  const look = () => {
    setEmpty(text.trim() === "");
    if (text.trim() !== "") onFile(new File([text], t("paste.filename"), { type: "text/csv" }));
    else field.current?.focus();
  };
  return (
    <Stack gap="sm">
      <Textarea
        ref={field}
        label={t("paste.label")}
        description={t("paste.about")}
        error={isEmpty && t("paste.empty")}
        autosize
        minRows={5}
        maxRows={14}
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setEmpty(false);
          onText(event.currentTarget.value);
        }}
      />
      <Group gap="xs">
        <Button onClick={look}>{t("paste.look")}</Button>
        <Button variant="subtle" onClick={() => onText(null)}>
          {t("common:act.cancel")}
        </Button>
      </Group>
    </Stack>
  );
}
