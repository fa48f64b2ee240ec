import { Button } from "@mantine/core";
import { IconRestore, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { NotFound } from "~/app/fallbacks";
import { Empty } from "~/parts/Empty";
import { Page } from "~/parts/Page";
import { deletedPersonQuery, useRestoreContact } from "~/queries/contacts";

/** Somebody who isn't shown: deleted, with the way back; else there never was such a person. */
export function DeletedPerson({ contactId }: { contactId: string }) {
  const { t } = useTranslation("people");
  const { data: person, isPending } = useQuery(deletedPersonQuery(contactId));
  const restore = useRestoreContact();
  if (isPending) return null;
  if (person === undefined || person === null) return <NotFound />;
  return (
    <Page title={t("deleted.title")}>
      <Empty
        icon={<IconTrash />}
        title={t("deleted.lead", { name: person.name })}
        acts={
          <Button
            size="md"
            leftSection={<IconRestore size={18} aria-hidden />}
            loading={restore.isPending}
            onClick={() => restore.mutate(contactId)}
          >
            {t("deleted.restore")}
          </Button>
        }
      >
        {t("deleted.how")}
      </Empty>
    </Page>
  );
}
