import { Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";

import classes from "./Message.module.css";

/** What is to be known of how a message was read, in the server's words. */
export function Notices({ notices }: { notices: readonly string[] }) {
  return notices.map((notice) => (
    <div key={notice} className={classes.notice}>
      <IconInfoCircle size={18} aria-hidden />
      <Text size="sm">{notice}</Text>
    </div>
  ));
}
