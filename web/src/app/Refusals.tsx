import { useWindowEvent } from "@mantine/hooks";
import { useTranslation } from "react-i18next";

import { useProblemWords } from "~/parts/refusal";
import { sayRefused } from "~/parts/notify";

export const REFUSED = "replyby:refused";

/** Shows each refused change that no form shows beside its field. */
export function Refusals() {
  const { t } = useTranslation();
  const words = useProblemWords();
  useWindowEvent(REFUSED, (event: CustomEvent<Error>) => sayRefused(t("problem.title"), words(event.detail)));
  return null;
}
