import { Button, Group, Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Failure } from "~/parts/Failure";
import { Moment } from "~/parts/Moment";
import { say } from "~/parts/notify";
import { type LinkKind, linksQuery, type PrivateLinkMade, useMakeLink, useRevokeLink } from "~/queries/mail";

import { Card } from "../Card";
import { ConfirmDialog } from "../ConfirmDialog";
import { DangerButton } from "../DangerButton";
import { Secret } from "../Secret";
import classes from "../Settings.module.css";

interface Props {
  kind: LinkKind;
  /** How it is used, in a sentence for each program. */
  children: ReactNode;
  /** What can be done with an address that was just made. */
  acts?: (made: PrivateLinkMade) => ReactNode;
}

/** An address that works for whoever knows it: made on demand, shown once, made anew, revoked. */
export function OneLink({ kind, children, acts }: Props) {
  const { t } = useTranslation("mail");
  const { data: links, error, refetch } = useQuery(linksQuery);
  const [made, setMade] = useState<PrivateLinkMade | null>(null);
  const [asking, setAsking] = useState<"make" | "revoke" | null>(null);
  const shown = useRef<HTMLDivElement>(null);
  const make = useMakeLink();
  const revoke = useRevokeLink();
  const link = links?.find((one) => one.kind === kind);
  useEffect(() => {
    if (made !== null) shown.current?.querySelector("input")?.focus();
  }, [made]);
  const makeIt = () =>
    make.mutate(kind, {
      onSuccess: (fresh) => {
        setMade(fresh);
        setAsking(null);
      },
      onError: () => setAsking(null),
    });
  return (
    <Card title={t(`${kind}.title`)} about={t(`${kind}.about`)}>
      {error !== null && links === undefined && <Failure error={error} retry={() => void refetch()} />}
      {links === undefined && error === null && <Skeleton h={40} />}
      {made !== null && (
        <div ref={shown} style={{ marginBottom: 12 }}>
          <Secret label={t(`${kind}.address`)} about={t("link.once")} secret={made.url} />
          {acts !== undefined && <Group mt="sm">{acts(made)}</Group>}
        </div>
      )}
      {links !== undefined && (
        <Group gap={8}>
          {link === undefined ? (
            <Button h={40} variant="default" loading={make.isPending} onClick={makeIt}>
              {t(`${kind}.make`)}
            </Button>
          ) : (
            <>
              <Text size="sm" className={classes.told}>
                {t("link.made")} <Moment at={link.created_at} show="day" /> ·{" "}
                {link.last_used_at === null ? (
                  t("link.unused")
                ) : (
                  <>
                    {t("link.used")} <Moment at={link.last_used_at} show="relative" />
                  </>
                )}
              </Text>
              <Button
                h={40}
                variant="subtle"
                onClick={() => setAsking("make")}
                aria-label={`${t("link.make_anew")}: ${t(`${kind}.address`)}`}
              >
                {t("link.make_anew")}
              </Button>
              <DangerButton
                variant="subtle"
                onClick={() => setAsking("revoke")}
                aria-label={`${t("link.revoke")}: ${t(`${kind}.address`)}`}
              >
                {t("link.revoke")}
              </DangerButton>
            </>
          )}
        </Group>
      )}
      {make.error !== null && <Failure error={make.error} />}
      <dl className={classes.how}>{children}</dl>
      {asking === "make" && (
        <ConfirmDialog
          title={t(`${kind}.make_anew`)}
          act={t("link.make_anew")}
          isPending={make.isPending}
          onConfirm={makeIt}
          onClose={() => setAsking(null)}
        >
          {t("link.make_anew_about")}
        </ConfirmDialog>
      )}
      {asking === "revoke" && (
        <ConfirmDialog
          title={t(`${kind}.revoke`)}
          act={t("link.revoke")}
          isPending={revoke.isPending}
          onConfirm={() =>
            revoke.mutate(kind, {
              onSuccess: () => {
                say(t("link.revoked"));
                setMade(null);
              },
              onSettled: () => setAsking(null),
            })
          }
          onClose={() => setAsking(null)}
        >
          {t("link.revoke_about")}
        </ConfirmDialog>
      )}
    </Card>
  );
}
