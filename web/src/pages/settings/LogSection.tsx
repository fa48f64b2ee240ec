import { Button, Group, Select, Skeleton, Stack } from "@mantine/core";
import { IconBellQuestion } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Empty } from "~/parts/Empty";
import { Failure } from "~/parts/Failure";
import { channelsQuery } from "~/queries/channels";
import { type ReminderFilters, remindersQuery } from "~/queries/reminders";

import { KINDS_OF_REMINDER, STATES } from "./ledger";
import { LogRow } from "./LogRow";
import classes from "./Settings.module.css";

/** Why a reminder came, or didn't: the ledger, the newest first. */
export function LogSection() {
  const { t } = useTranslation(["settings", "common"]);
  const [filters, setFilters] = useState<ReminderFilters>({});
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    remindersQuery(filters),
  );
  const rows = data?.pages.flatMap((page) => page.items) ?? [];
  const isFiltered = Object.values(filters).some(Boolean);
  return (
    <>
      <Filters value={filters} onChange={setFilters} />
      {error !== null && <Failure error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && (
        <Stack gap="sm">
          <Skeleton h={64} />
          <Skeleton h={64} />
          <Skeleton h={64} />
        </Stack>
      )}
      {data !== undefined && rows.length === 0 && (
        <Empty icon={<IconBellQuestion />} title={t(isFiltered ? "log.none_such" : "log.none")}>
          {t(isFiltered ? "log.none_such_about" : "log.none_about")}
        </Empty>
      )}
      {rows.length > 0 && (
        <div className={classes.card}>
          <ul className={classes.items} style={{ gap: 0 }} aria-label={t("section.log.title")}>
            {rows.map((reminder) => (
              <LogRow key={reminder.id} reminder={reminder} />
            ))}
          </ul>
          {hasNextPage && (
            <Group justify="center" mt="md">
              <Button variant="default" h={40} loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                {t("common:act.more")}
              </Button>
            </Group>
          )}
        </div>
      )}
    </>
  );
}

function Filters({ value, onChange }: { value: ReminderFilters; onChange: (filters: ReminderFilters) => void }) {
  const { t } = useTranslation("settings");
  const { data } = useQuery(channelsQuery);
  const any = { value: ANY, label: t("log.any") };
  const channels = (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const common = { allowDeselect: false, size: "md", style: { flex: "1 1 9rem" } } as const;
  const chosen = (option: string | null) => (option === null || option === ANY ? undefined : option);
  return (
    <Group gap="sm" mb="md" align="flex-end">
      <Select
        {...common}
        label={t("log.state_label")}
        data={[any, ...STATES.map(({ state }) => ({ value: state, label: t(`log.state.${state}`) }))]}
        value={value.state ?? ANY}
        onChange={(state) => onChange({ ...value, state: chosen(state) as ReminderFilters["state"] })}
      />
      <Select
        {...common}
        label={t("log.kind_label")}
        data={[any, ...KINDS_OF_REMINDER.map((kind) => ({ value: kind, label: t(`log.kind.${kind}`) }))]}
        value={value.kind ?? ANY}
        onChange={(kind) => onChange({ ...value, kind: chosen(kind) as ReminderFilters["kind"] })}
      />
      <Select
        {...common}
        label={t("log.channel_label")}
        data={[any, ...channels]}
        value={value.channel_id ?? ANY}
        onChange={(channel) => onChange({ ...value, channel_id: chosen(channel) })}
      />
    </Group>
  );
}

/** Chosen like any other, so that a keyboard can choose it too. */
const ANY = "";
