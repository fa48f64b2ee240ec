import { Button } from "@mantine/core";
import { IconFilterOff, IconMessageCircleHeart, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { Empty } from "~/parts/Empty";
import { ButtonLink } from "~/parts/links";

interface Props {
  isSearch: boolean;
  isBin: boolean;
  add: () => void;
}

/** An empty list says why it is empty, and how people come to stand here. */
export function Nobody({ isSearch, isBin, add }: Props) {
  const { t } = useTranslation("people");
  if (isSearch)
    return (
      <Empty
        icon={<IconFilterOff />}
        title={t("nobody.matches")}
        acts={
          <ButtonLink to="/people" search={{ deleted: isBin || undefined }} variant="default">
            {t("nobody.all")}
          </ButtonLink>
        }
      >
        {t("nobody.matches_about")}
      </Empty>
    );
  if (isBin) return <Empty icon={<IconTrash />} title={t("nobody.deleted")} />;
  return (
    <Empty
      icon={<IconMessageCircleHeart />}
      title={t("nobody.title")}
      acts={<Button onClick={add}>{t("add.act")}</Button>}
    >
      {t("nobody.about")}
    </Empty>
  );
}
