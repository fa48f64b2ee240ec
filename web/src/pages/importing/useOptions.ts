import { useState } from "react";

import type { Schemas } from "~/api/client";
import { type Import, useLookAgain } from "~/queries/imports";

type Options = Schemas["OptionsView"];

export interface Asked {
  /** What was asked for last; what the server has, once nothing is under way. */
  options: Options;
  /** What each column means, or is about to. */
  meant: Options["mapping"];
  ask: (about: string, changes: Partial<Options>) => void;
  isLooking: boolean;
  /** Why the last look was refused, and what it was about: a column's header, "dates", or "update". */
  refused: { about: string; error: Error } | null;
}

/** What the person says about the file. Each change is looked at at once, on top of those still under way. */
export function useOptions(shown: Import): Asked {
  const looking = useLookAgain(shown.id);
  const [wanted, setWanted] = useState(shown.options);
  const [about, setAbout] = useState("");
  const options = looking.isPending ? wanted : shown.options;
  return {
    options,
    meant: looking.isPending ? { ...shown.mapping, ...wanted.mapping } : shown.mapping,
    ask: (whatFor, changes) => {
      const next = { ...options, ...changes };
      setWanted(next);
      setAbout(whatFor);
      looking.mutate(next);
    },
    isLooking: looking.isPending,
    refused: looking.error === null ? null : { about, error: looking.error },
  };
}
