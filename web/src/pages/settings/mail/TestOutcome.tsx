import { Alert, Text } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";

import { Failure } from "~/parts/Failure";

interface Props {
  isPending: boolean;
  waiting: string;
  outcome: { isGood: boolean; title: string; detail: string } | null;
  error: Error | null;
}

/** What a test found, in the server's sentence: no more and no less than is known. */
export function TestOutcome({ isPending, waiting, outcome, error }: Props) {
  return (
    <>
      <div role="status" style={{ flexBasis: "100%" }}>
        {isPending && (
          <Text size="sm" c="dimmed">
            {waiting}
          </Text>
        )}
        {!isPending && outcome !== null && (
          <Alert
            color={outcome.isGood ? "gray" : "red"}
            icon={outcome.isGood ? <IconCheck color="var(--attention-on_track)" aria-hidden /> : <IconX aria-hidden />}
            title={outcome.title}
          >
            {outcome.detail}
          </Alert>
        )}
      </div>
      {error !== null && (
        <div style={{ flexBasis: "100%" }}>
          <Failure error={error} />
        </div>
      )}
    </>
  );
}
