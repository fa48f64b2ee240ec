import { Badge, Button, Group, Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { Failure } from "~/parts/Failure";
import { Moment } from "~/parts/Moment";
import { say } from "~/parts/notify";
import { type Session, sessionsQuery, useEndSessions } from "~/queries/sessions";

import { browserIn } from "./browserName";
import { Card } from "./Card";
import classes from "./Settings.module.css";

/** The browsers that are signed in. Each can be sent away; whoever sits at it signs in again. */
export function Sessions() {
  const { t } = useTranslation("settings");
  const { data, error, refetch } = useQuery(sessionsQuery);
  const end = useEndSessions();
  const others = data?.items.filter((session) => !session.is_current) ?? [];
  const endSome = (sessions: readonly Session[]) =>
    end.mutate(
      sessions.map(({ id }) => id),
      { onSuccess: () => say(t("sessions.ended", { count: sessions.length })) },
    );
  return (
    <Card title={t("sessions.title")} about={t("sessions.about")}>
      {error !== null && <Failure error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton h={56} />}
      <ul className={classes.items} style={{ gap: 0 }}>
        {data?.items.map((session) => (
          <li key={session.id} className={classes.row}>
            <OneSession session={session} />
            {!session.is_current && (
              <Button
                variant="default"
                h={40}
                onClick={() => endSome([session])}
                disabled={end.isPending}
                aria-label={`${t("sessions.end")}: ${browserIn(session.user_agent) ?? t("sessions.unknown")}`}
              >
                {t("sessions.end")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {others.length > 1 && (
        <Group justify="flex-end" mt="sm">
          <Button variant="subtle" h={40} onClick={() => endSome(others)} loading={end.isPending}>
            {t("sessions.end_others")}
          </Button>
        </Group>
      )}
    </Card>
  );
}

function OneSession({ session }: { session: Session }) {
  const { t } = useTranslation("settings");
  return (
    <div className={classes.told}>
      <Group gap={8}>
        <Text fw={560}>{browserIn(session.user_agent) ?? t("sessions.unknown")}</Text>
        {session.is_current && (
          <Badge variant="light" style={{ textTransform: "none" }}>
            {t("sessions.this")}
          </Badge>
        )}
      </Group>
      <Text size="sm" c="dimmed">
        {session.address !== null && `${session.address} · `}
        {isRecent(session.last_used_at) ? (
          t("sessions.lately")
        ) : (
          <>
            {t("sessions.used")} <Moment at={session.last_used_at} show="relative" />
          </>
        )}{" "}
        · {t("sessions.until")} <Moment at={session.expires_at} show="day" />
      </Text>
    </div>
  );
}

/** The last use is kept to the hour: nothing finer is said of it. */
function isRecent(at: string): boolean {
  return Date.now() - new Date(at).getTime() < 2 * 3_600_000;
}
