import { Skeleton, Text } from "@mantine/core";

import { Problem } from "~/api/client";
import { Failure } from "~/parts/Failure";

import classes from "./compose.module.css";

interface Props {
  why: string | null;
  error: Error | null;
  retry: () => void;
}

/** Where the letter will stand: what is missing before it can, or a place for it while it is on its way. */
export function NoWordsYet({ why, error, retry }: Props) {
  if (why === null) return <Skeleton h={520} radius={14} />;
  if (!(error instanceof Problem) || error.status === 0 || error.status >= 500) {
    return error === null ? null : <Failure error={error} retry={retry} />;
  }
  return (
    <div className={`${classes.paper} ${classes.missing}`} role="status">
      <Text c="dimmed" ta="center" maw={380}>
        {why}
      </Text>
    </div>
  );
}
