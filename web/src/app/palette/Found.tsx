import { Box, Kbd, Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { Entry, EntryGroup } from "./entries";
import classes from "./Palette.module.css";

interface Props {
  id: string;
  groups: readonly EntryGroup[];
  chosen: string | undefined;
  onHover: (entry: string) => void;
}

/** What the words typed lead to, in groups. The keyboard stays in the field; the chosen one is told to it. */
export function Found({ id, groups, chosen, onHover }: Props) {
  const { t } = useTranslation();
  return (
    <div className={classes.scroll} tabIndex={-1}>
      <div id={id} role="listbox" aria-label={t("palette.found")} className={classes.list}>
        {groups.map(({ label, entries }, place) => (
          <div key={label} role="group" aria-labelledby={`${id}-group-${place}`}>
            <Text id={`${id}-group-${place}`} size="xs" c="dimmed" fw={560} px={10} pt={10} pb={4}>
              {label}
            </Text>
            {entries.map((entry) => (
              <Option
                key={entry.id}
                id={`${id}-${entry.id}`}
                entry={entry}
                isChosen={entry.id === chosen}
                onHover={() => onHover(entry.id)}
              />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

interface OptionProps {
  id: string;
  entry: Entry;
  isChosen: boolean;
  onHover: () => void;
}

function Option({ id, entry: { words, about, key, act }, isChosen, onHover }: OptionProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isChosen) box.current?.scrollIntoView({ block: "nearest" });
  }, [isChosen]);
  return (
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- The field's Enter does the same.
    <div
      ref={box}
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isChosen}
      className={classes.option}
      onClick={act}
      onMouseMove={() => {
        if (!isChosen) onHover();
      }}
    >
      <Box style={{ minWidth: 0 }}>
        <Text size="sm" truncate>
          {words}
        </Text>
        {about !== undefined && (
          <Text size="xs" c="dimmed" truncate>
            {about}
          </Text>
        )}
      </Box>
      {key !== undefined && (
        <Kbd size="xs" visibleFrom="sm">
          {key}
        </Kbd>
      )}
    </div>
  );
}
