import type { Import, useConfirm, useTakeBack } from "~/queries/imports";

import { OneMessage } from "./OneMessage";
import { SeveralMessages } from "./SeveralMessages";
import type { Saving } from "./useSaving";

interface Props {
  shown: Import;
  saving: Saving;
  confirm: ReturnType<typeof useConfirm>;
  letGo: ReturnType<typeof useTakeBack>;
}

/** What would come of a mail or a calendar file; nothing of it is stored yet. */
export function MessagesPreview({ shown, saving, confirm, letGo }: Props) {
  const [only] = shown.messages;
  if (only !== undefined && shown.counts.rows === 1)
    return <OneMessage shown={shown} message={only} saving={saving} letGo={letGo} />;
  return <SeveralMessages shown={shown} confirm={confirm} letGo={letGo} />;
}
