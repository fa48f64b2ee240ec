import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "~/api/client";
import { localeFor } from "~/time/moment";
import { waitInWords } from "~/time/wait";

/** How long the server asked, at `since`, to be left alone, in words; null where it didn't, or not any more. */
export function useWait(refused: Error | null, since: number): string | null {
  const { i18n } = useTranslation();
  const [now, setNow] = useState(0);
  const seconds = refused instanceof Problem && refused.status === 429 ? refused.retryAfter : null;
  useEffect(() => {
    if (seconds === null) return;
    const ticking = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(ticking);
  }, [refused, seconds]);
  const left = seconds === null ? 0 : Math.ceil(seconds - Math.max(now - since, 0) / 1000);
  return left > 0 ? waitInWords(left, localeFor(i18n.language)) : null;
}
