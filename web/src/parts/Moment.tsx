import { Tooltip } from "@mantine/core";

import { useMomentWords } from "~/time/moment";

interface Props {
  at: string;
  show?: "instant" | "day" | "time" | "relative";
}

/** An instant in the account's zone; the whole of it, with the zone, stands in its title. */
export function Moment({ at, show = "instant" }: Props) {
  const words = useMomentWords();
  return (
    <Tooltip label={words.full(at)} openDelay={400}>
      <time dateTime={at} className="numbers">
        {words[show](at)}
      </time>
    </Tooltip>
  );
}
