import { Button, Skeleton, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Failure } from "~/parts/Failure";
import { channelsQuery } from "~/queries/channels";

import { Card } from "../Card";
import classes from "../Settings.module.css";
import { ChannelItem } from "./ChannelItem";
import { NewChannel } from "./NewChannel";

/** The places that reminders go to. */
export function Channels() {
  const { t } = useTranslation("settings");
  const [isAdding, setAdding] = useState(false);
  const { data, error, refetch } = useQuery(channelsQuery);
  return (
    <Card title={t("channels.title")} about={t("channels.about")}>
      {error !== null && <Failure error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton h={96} />}
      {data?.items.length === 0 && <Text mb="sm">{t("channels.none")}</Text>}
      <ul className={classes.items}>
        {data?.items.map((channel) => (
          <ChannelItem key={channel.id} channel={channel} />
        ))}
      </ul>
      <Button
        mt="md"
        h={40}
        variant="default"
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={() => setAdding(true)}
      >
        {t("channels.add")}
      </Button>
      {isAdding && <NewChannel onClose={() => setAdding(false)} />}
    </Card>
  );
}
