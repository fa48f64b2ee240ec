import { Paper } from "@mantine/core";

import { OnItsWay } from "~/parts/sending/OnItsWay";
import { OutcomeQuestion } from "~/parts/sending/OutcomeQuestion";
import type { Sending } from "~/queries/sendings";

/** A reply to this invitation was let go elsewhere while this one was written: until that is settled, none leaves here. */
export function LetGo({ sending }: { sending: Sending }) {
  if (sending.state === "outcome_unknown") return <OutcomeQuestion sending={sending} />;
  return (
    <Paper withBorder radius={12} p="md" bg="var(--surface)">
      <OnItsWay sending={sending} />
    </Paper>
  );
}
