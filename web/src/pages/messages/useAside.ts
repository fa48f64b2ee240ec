import { useTranslation } from "react-i18next";

import { useRefused } from "~/acts/useActs";
import { sayWithUndo } from "~/parts/Undo";
import { type MessageSummary, useSetAside } from "~/queries/messages";

type Named = Pick<MessageSummary, "id" | "subject" | "calendar">;

/** Putting a message aside, with its undo, and letting it wait again. */
export function useAside() {
  const { t } = useTranslation("messages");
  const setting = useSetAside();
  const refused = useRefused();
  // Whatever is undone, its row may be gone by then, and with it the callbacks of `mutate`: promises outlive it.
  const letWait = ({ id }: Pick<Named, "id">) =>
    void setting.mutateAsync({ id, state: "waiting" }).catch((error: unknown) => refused(error as Error));
  return {
    letWait,
    setAside: (message: Named, then?: () => void) =>
      void setting.mutateAsync({ id: message.id, state: "dismissed" }).then(
        () => {
          const subject = message.subject ?? message.calendar?.summary ?? t("head.no_subject");
          sayWithUndo(t("set_aside", { subject }), () => letWait(message));
          then?.();
        },
        () => undefined,
      ),
    isSetting: setting.isPending,
  };
}
