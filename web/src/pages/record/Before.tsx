import { Alert, Stack } from "@mantine/core";
import { IconInfoCircle, IconMoodEmpty } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { Written } from "~/parts/invitation-form/written";
import { ButtonLink } from "~/parts/links";
import { Found } from "~/parts/message/Found";
import type { Reading } from "~/queries/intake";

/** What to know before looking the form over: how much was read, whether it is an invitation, and what is there already. */
export function Before({ found, written }: { found: Reading; written: Written }) {
  const { t } = useTranslation("record");
  return (
    <Stack gap="sm">
      <Found found={found} written={written} />
      {!found.is_invitation && found.kind.code !== "unclear" && (
        <Alert color="ink" icon={<IconMoodEmpty aria-hidden />}>
          {found.kind.why}
        </Alert>
      )}
      {found.similar.map((one) => (
        <Alert
          key={one.id}
          color="ink"
          icon={<IconInfoCircle aria-hidden />}
          title={t("similar.title", { company: one.company })}
        >
          <ButtonLink to="/invitations/$invitationId" params={{ invitationId: one.id }} variant="default">
            {t("similar.open", { what: one.role ?? one.company })}
          </ButtonLink>
        </Alert>
      ))}
    </Stack>
  );
}
