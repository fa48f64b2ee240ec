import { Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";

import classes from "./Settings.module.css";

interface Props {
  title: string;
  about?: ReactNode;
  children: ReactNode;
}

/** One matter of a section. */
export function Card({ title, about, children }: Props) {
  const id = useId();
  return (
    <section className={classes.card} aria-labelledby={id} data-keeps-focus>
      <Title order={2} fz={17} fw={600} id={id}>
        {title}
      </Title>
      {about !== undefined && (
        <Text size="sm" c="dimmed" mt={2} component="div">
          {about}
        </Text>
      )}
      <div style={{ marginTop: 16 }}>{children}</div>
    </section>
  );
}
