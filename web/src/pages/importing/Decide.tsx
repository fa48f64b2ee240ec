import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { Import, useConfirm, useTakeBack } from "~/queries/imports";
import { useMomentWords } from "~/time/moment";

import classes from "./importing.module.css";

interface Props {
  shown: Import;
  isLooking: boolean;
  confirm: ReturnType<typeof useConfirm>;
  letGo: ReturnType<typeof useTakeBack>;
}

/** The one decision of the page, always in sight. */
export function Decide({ shown, isLooking, confirm, letGo }: Props) {
  const { t } = useTranslation("importing");
  const moment = useMomentWords();
  const navigate = useNavigate();
  const { counts, options, id } = shown;
  // What a message says is always taken over; a row that changed, where that was asked for.
  const changed = options.update || shown.messages.length > 0 ? counts.changed : 0;
  const waiting = shown.messages.filter(({ outcome }) => outcome === "unclear").length;
  const isNothing = counts.new + changed + waiting === 0;
  const act =
    counts.new + changed === 0
      ? t("confirm.keep", { count: waiting })
      : counts.new === 0
        ? t("confirm.update", { count: changed })
        : changed > 0
          ? t("confirm.with_update", { count: counts.new, changed })
          : t("confirm.act", { count: counts.new });
  return (
    <section className={classes.decide} aria-label={t("confirm.label")}>
      <p>{isNothing ? t("confirm.nothing") : t("confirm.until", { when: moment.instant(shown.expires_at) })}</p>
      <Button
        variant="default"
        h={42}
        loading={letGo.isPending}
        onClick={() => letGo.mutate(id, { onSuccess: () => void navigate({ to: "/import" }) })}
      >
        {t("confirm.let_go")}
      </Button>
      {!isNothing && (
        <Button h={42} loading={confirm.isPending} disabled={isLooking} onClick={() => confirm.mutate(id)}>
          {act}
        </Button>
      )}
    </section>
  );
}
