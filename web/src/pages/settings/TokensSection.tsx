import { Button, Group, Skeleton, Text } from "@mantine/core";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Empty } from "~/parts/Empty";
import { Failure } from "~/parts/Failure";
import { Moment } from "~/parts/Moment";
import { say } from "~/parts/notify";
import { type Token, tokensQuery, useRevokeToken } from "~/queries/tokens";

import { ConfirmDialog } from "./ConfirmDialog";
import { DangerButton } from "./DangerButton";
import { NewToken } from "./NewToken";
import classes from "./Settings.module.css";

/** Programs that may act for the account. */
export function TokensSection() {
  const { t } = useTranslation("settings");
  const [isMaking, setMaking] = useState(false);
  const { data, error, refetch } = useQuery(tokensQuery);
  const make = (
    <Button h={40} leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>
      {t("tokens.make")}
    </Button>
  );
  return (
    <>
      {error !== null && <Failure error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton h={120} />}
      {data?.items.length === 0 && (
        <Empty icon={<IconKey />} title={t("tokens.none")} acts={make}>
          {t("tokens.none_about")}
        </Empty>
      )}
      {data !== undefined && data.items.length > 0 && (
        <div className={classes.card}>
          <ul className={classes.items} style={{ gap: 0 }} aria-label={t("section.tokens.title")}>
            {data.items.map((token) => (
              <OneToken key={token.id} token={token} />
            ))}
          </ul>
          <Group mt="md">{make}</Group>
        </div>
      )}
      {isMaking && <NewToken onClose={() => setMaking(false)} />}
    </>
  );
}

function OneToken({ token }: { token: Token }) {
  const { t } = useTranslation("settings");
  const [isAsking, setAsking] = useState(false);
  const revoke = useRevokeToken();
  return (
    <li className={classes.row}>
      <div className={classes.told}>
        <Text fw={560}>{token.name}</Text>
        <Text size="sm" c="dimmed">
          {token.scopes.map((scope) => t(`tokens.scope.${scope}`)).join(", ")}
        </Text>
        <Text size="sm" c="dimmed">
          {token.last_used_at === null ? (
            t("tokens.unused")
          ) : (
            <>
              {t("tokens.used")} <Moment at={token.last_used_at} show="relative" />
            </>
          )}
          {" · "}
          {token.expires_at === null ? (
            t("tokens.forever")
          ) : (
            <>
              {t("tokens.until")} <Moment at={token.expires_at} show="day" />
            </>
          )}
        </Text>
      </div>
      <DangerButton
        variant="subtle"
        onClick={() => setAsking(true)}
        aria-label={`${t("tokens.revoke")}: ${token.name}`}
      >
        {t("tokens.revoke")}
      </DangerButton>
      {isAsking && (
        <ConfirmDialog
          title={t("tokens.revoke_one", { name: token.name })}
          act={t("tokens.revoke")}
          isPending={revoke.isPending}
          onConfirm={() => revoke.mutate(token.id, { onSuccess: () => say(t("tokens.revoked", { name: token.name })) })}
          onClose={() => setAsking(false)}
        >
          {t("tokens.revoke_about")}
        </ConfirmDialog>
      )}
    </li>
  );
}
