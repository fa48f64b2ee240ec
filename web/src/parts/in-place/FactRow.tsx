import { Group, Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef } from "react";

import classes from "./facts.module.css";

interface Props {
  label: string;
  /** What the button is called, before the value: "Edit role:". */
  editLabel: string;
  begin: () => void;
  /** The input, while it is being written. */
  editor: ReactNode | null;
  isEmpty: boolean;
  /** The value as it is shown. */
  children: ReactNode;
  /** Where the fact leads. */
  way?: ReactNode;
}

/** One fact of a `FactList`, which becomes its editor where it stands. */
export function FactRow({ label, editLabel, begin, editor, isEmpty, children, way }: Props) {
  const row = useRef<HTMLDivElement>(null);
  const isWritten = editor !== null;
  const wasWritten = useRef(isWritten);
  useEffect(() => {
    // The field's button is back where the field was, and the keyboard goes back to it.
    if (wasWritten.current && !isWritten && document.activeElement === document.body)
      row.current?.querySelector("button")?.focus();
    wasWritten.current = isWritten;
  }, [isWritten]);
  return (
    <div className={classes.fact} ref={row}>
      <dt className={classes.label}>{label}</dt>
      <dd className={classes.value}>
        {editor ?? (
          <Group gap={4} wrap="nowrap" align="center">
            <UnstyledButton className={classes.edit} onClick={begin}>
              <VisuallyHidden>{editLabel} </VisuallyHidden>
              <Text component="span" size="sm" className={classes.text} c={isEmpty ? "dimmed" : undefined}>
                {children}
              </Text>
              <IconPencil size={16} aria-hidden className={classes.pencil} />
            </UnstyledButton>
            {way}
          </Group>
        )}
      </dd>
    </div>
  );
}

export function FactList({ children }: { children: ReactNode }) {
  return <dl className={classes.facts}>{children}</dl>;
}
