import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";

import { frame } from "./notify";

interface Undoable {
  id: string;
  undo: () => void;
}

/** What can still be undone, the last one last. */
const undoable: Undoable[] = [];

function WithUndo({ words, undo }: { words: string; undo: () => void }) {
  const { t } = useTranslation();
  return (
    <Group justify="space-between" wrap="nowrap">
      <Text size="sm" style={{ overflowWrap: "anywhere", minWidth: 0 }} lineClamp={4}>
        {words}
      </Text>
      <Button size="compact-sm" h={32} variant="subtle" flex="none" onClick={undo}>
        {t("act.undo")}
      </Button>
    </Group>
  );
}

/** Says what was done, and offers to undo it for ten seconds (longer while the pointer rests on it). */
export function sayWithUndo(words: string, undo: () => void): void {
  const id = notifications.show({
    message: <WithUndo words={words} undo={() => takeBack(id)} />,
    color: "ink",
    autoClose: 10_000,
    role: "status",
    ...frame(),
    onClose: () => forget(id),
  });
  undoable.push({ id, undo });
}

/** What the page offers to undo itself, by a button of its own: until it is called off, the key for undoing does it. */
export function offerUndo(id: string, undo: () => void): () => void {
  undoable.push({ id, undo });
  return () => void forget(id);
}

/** Undoes what was done last, as its button would. False where nothing can be undone any more. */
export function undoLast(): boolean {
  const last = undoable.at(-1);
  if (last === undefined) return false;
  takeBack(last.id);
  return true;
}

function takeBack(id: string): void {
  const wanted = forget(id);
  notifications.hide(id);
  wanted?.undo();
}

function forget(id: string): Undoable | undefined {
  const place = undoable.findIndex((one) => one.id === id);
  return place < 0 ? undefined : undoable.splice(place, 1)[0];
}
