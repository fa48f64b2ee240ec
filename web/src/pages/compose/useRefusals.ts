import { useTranslation } from "react-i18next";

import { Problem } from "~/api/client";
import { useProblemWords } from "~/parts/Failure";

/** Which choice each of these refusals is about; the others name their fields themselves. */
const ABOUT = {
  "promise-needed": "promised_by",
  "promise-already-past": "promised_by",
  "slots-needed": "slots",
  "details-needed": "details",
  "invitation-already-answered": "kind",
  "promise-already-made": "kind",
  "rescheduled-before": "kind",
} as const;

type Known = keyof typeof ABOUT;

const typeOf = ({ type }: Problem) => type.slice(type.lastIndexOf(":") + 1);
const isKnown = (type: string): type is Known => type in ABOUT;

/** A refusal in the reader's language: beside the choices that it is about, and in one sentence. */
export function useRefusals(error: Error | null): {
  errors: Readonly<Record<string, string>>;
  sentence: string | null;
} {
  const { t } = useTranslation("compose");
  const words = useProblemWords();
  if (error === null) return { errors: {}, sentence: null };
  if (!(error instanceof Problem)) return { errors: {}, sentence: words(error) };
  const type = typeOf(error);
  if (!isKnown(type)) return { errors: error.fields, sentence: words(error) };
  const sentence = t(`refused.${type}`);
  return { errors: { [ABOUT[type]]: sentence }, sentence };
}
