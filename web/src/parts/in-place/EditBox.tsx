import { ActionIcon, Box, Group } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { type FocusEvent, type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  save: () => Promise<void>;
  cancel: () => void;
  isSaving: boolean;
  /** The input. */
  children: ReactNode;
}

/** A field under edit: Enter and leaving save, Escape gives up. */
export function EditBox({ save, cancel, isSaving, children }: Props) {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const input = place.current?.querySelector<HTMLElement>("input, select, textarea");
    input?.focus();
    if (input instanceof HTMLInputElement && input.type !== "time") input.select();
  }, []);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (isOfCalendar(event.target)) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      cancel();
    }
    if (event.key === "Enter" && saves(event)) {
      event.preventDefault();
      void save();
    }
  };
  const onBlur = (event: FocusEvent<HTMLElement>) => {
    // Another window in front is no decision.
    if (event.currentTarget.contains(event.relatedTarget) || !document.hasFocus()) return;
    void save();
  };
  return (
    <Box onBlur={onBlur} onKeyDown={onKeyDown}>
      <Group gap={6} wrap="nowrap" align="flex-start">
        <Box style={{ flex: 1, minWidth: 0 }} ref={place}>
          {children}
        </Box>
        <ActionIcon size={42} loading={isSaving} aria-label={t("act.save")} onClick={() => void save()}>
          <IconCheck size={20} aria-hidden />
        </ActionIcon>
        <ActionIcon size={42} variant="default" aria-label={t("act.cancel")} onClick={cancel}>
          <IconX size={20} aria-hidden />
        </ActionIcon>
      </Group>
    </Box>
  );
}

/** Keys of an open calendar are its own: the first Escape closes it, and the editing goes on. */
function isOfCalendar(target: EventTarget): boolean {
  return (
    target instanceof Element &&
    target.closest('[role="dialog"], [aria-haspopup="dialog"][aria-expanded="true"]') !== null
  );
}

/** Enter breaks the line in notes, adds a tag, picks a day, presses a button; elsewhere, and with Ctrl, it saves. */
function saves(event: KeyboardEvent<HTMLElement>): boolean {
  if (event.ctrlKey || event.metaKey) return true;
  const isInput = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
  const holdsTag =
    event.target instanceof HTMLInputElement && event.target.role === "combobox" && event.target.value !== "";
  return isInput && !holdsTag;
}
