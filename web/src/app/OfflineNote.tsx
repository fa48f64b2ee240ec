import { Alert } from "@mantine/core";
import { useNetwork } from "@mantine/hooks";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { dueQuery } from "~/queries/invitations";
import { useMomentWords } from "~/time/moment";

import { useIsLost } from "~/queries/connection";

/** Servers restart, and trains pass through tunnels: what is over at once isn't worth a word. */
const PATIENCE_MS = 3_000;

/** Says that what is shown may be old, and how old, for as long as the network or the server is out of reach. */
export function OfflineNote() {
  const { t } = useTranslation();
  const { online } = useNetwork();
  const isLost = useLasting(useIsLost());
  const moment = useMomentWords();
  const heardAt = useQueryClient().getQueryState(dueQuery.queryKey)?.dataUpdatedAt;
  const isOut = !online || isLost;
  return (
    <div role="status">
      {isOut && (
        <Alert
          color="gray"
          mb="md"
          icon={<IconPlugConnectedX aria-hidden />}
          title={t(online ? "problem.unreachable" : "problem.no_network")}
        >
          {heardAt === undefined || heardAt === 0
            ? t("problem.nothing_lost")
            : t("problem.as_of", { moment: moment.instant(new Date(heardAt).toISOString()) })}
        </Alert>
      )}
    </div>
  );
}

/** True once `is` has been true for a while. */
function useLasting(is: boolean): boolean {
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    if (!is) return;
    const timer = setTimeout(() => setLasts(true), PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      setLasts(false);
    };
  }, [is]);
  return is && lasts;
}
