import { Button } from "@mantine/core";
import { IconFilterOff, IconInbox, IconTrash } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Empty } from "~/parts/Empty";

import { type Asking, filterCount } from "./filters";

/** An empty list says why it is empty, and what to do next. */
export function NothingHere({ asking: { wanted, clear } }: { asking: Asking }) {
  const { t } = useTranslation(["everything", "common"]);
  const isNarrowed = wanted.q !== "" || filterCount(wanted) > 0;
  if (!isNarrowed)
    return (
      <Empty
        icon={<IconInbox />}
        title={t("nothing.title")}
        acts={
          <>
            <Button component={Link} to="/record">
              {t("common:nav.record")}
            </Button>
            <Button component={Link} to="/import" variant="default">
              {t("nothing.import")}
            </Button>
          </>
        }
      >
        {t("nothing.about")}
      </Empty>
    );
  const isBin = wanted.deleted && wanted.q === "" && filterCount(wanted) === 1;
  return (
    <Empty
      icon={isBin ? <IconTrash /> : <IconFilterOff />}
      title={t(isBin ? "nothing.deleted" : "nothing.matches")}
      acts={
        <>
          <Button onClick={clear}>{t(isBin ? "nothing.back" : "filter.clear")}</Button>
          {!isBin && (
            <Button component={Link} to="/record" variant="default">
              {t("common:nav.record")}
            </Button>
          )}
        </>
      }
    >
      {t(isBin ? "nothing.deleted_about" : "nothing.matches_about")}
    </Empty>
  );
}
