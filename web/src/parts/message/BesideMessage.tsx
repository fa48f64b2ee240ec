import { Stack } from "@mantine/core";
import type { ComponentProps, ReactNode } from "react";

import { Message } from "./Message";
import classes from "./Message.module.css";

type Props = Omit<ComponentProps<typeof Message>, "children"> & {
  /** What can be done about the message. */
  acts?: ReactNode;
  children: ReactNode;
};

/** What is made of a message, and the message beside it, which stays in sight where there is room. */
export function BesideMessage({ acts, children, ...message }: Props) {
  return (
    <div className={classes.columns}>
      <Stack gap="lg" style={{ minWidth: 0 }}>
        {children}
      </Stack>
      <Message {...message}>{acts}</Message>
    </div>
  );
}
