import { useTranslation } from "react-i18next";

import type { Schemas } from "~/api/client";

type Code = Schemas["NextStep"];
type Draft = Pick<Schemas["DueDraft"], "state">;

/** The next step in words; or, where a reply was let go, how that fares. */
export function useStepWords(): (next: Code, draft: Draft | null) => string {
  const { t } = useTranslation("vocabulary");
  return (next, draft) => {
    switch (draft?.state) {
      case "approved":
      case "sending":
      case "outcome_unknown":
        return t(`sending_step.${draft.state}`);
      case "failed":
        // Its words are a draft again; where something presses more than sending them, that is said.
        return next === "send_draft" ? t("sending_step.failed") : t(`next_step.${next}`);
      default:
        return t(`next_step.${next}`);
    }
  };
}
