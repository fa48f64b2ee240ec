import { Stack, Switch } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { Failure } from "~/parts/Failure";
import { useProblemWords } from "~/parts/refusal";
import type { Import, useConfirm, useTakeBack } from "~/queries/imports";

import { Columns } from "./Columns";
import { DateOrders } from "./DateOrders";
import { Decide } from "./Decide";
import { Figures } from "./Figures";
import classes from "./importing.module.css";
import { Problems } from "./Problems";
import { SampleRows } from "./SampleRows";
import { useOptions } from "./useOptions";

interface Props {
  shown: Import;
  confirm: ReturnType<typeof useConfirm>;
  letGo: ReturnType<typeof useTakeBack>;
}

/** What would come of a file: all of it can be corrected, and nothing is stored yet. */
export function Preview({ shown, confirm, letGo }: Props) {
  const { t } = useTranslation("importing");
  const problemWords = useProblemWords();
  const asked = useOptions(shown);
  const failed = confirm.error ?? letGo.error;
  const { counts } = shown;
  const isUpdate = counts.changed > 0 || asked.options.update;
  return (
    <Stack gap="lg">
      <Figures shown={shown} isLooking={asked.isLooking} />
      {shown.notices.map((notice) => (
        <div key={notice} className={`${classes.card} ${classes.notice}`}>
          <IconInfoCircle size={20} color="var(--text-quiet)" aria-hidden />
          {notice}
        </div>
      ))}
      {isUpdate && (
        <div className={classes.card}>
          <Switch
            label={t("update.label")}
            description={t("update.about")}
            checked={asked.options.update}
            onChange={(event) => asked.ask("update", { update: event.currentTarget.checked })}
            error={asked.refused?.about === "update" && problemWords(asked.refused.error)}
          />
        </div>
      )}
      {shown.date_orders.length > 0 && <DateOrders orders={shown.date_orders} asked={asked} />}
      <Columns shown={shown} asked={asked} />
      {shown.sample.length > 0 && <SampleRows rows={shown.sample} />}
      {shown.problems.length > 0 && <Problems shown={shown} />}
      {failed !== null && <Failure error={failed} />}
      <Decide shown={shown} isLooking={asked.isLooking} confirm={confirm} letGo={letGo} />
    </Stack>
  );
}
