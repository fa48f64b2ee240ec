import { Alert, Stack, Text } from "@mantine/core";
import { IconInfoCircle, IconMoodEmpty } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { type FieldName } from "~/parts/invitation-form/fields";
import { isBlank, type Written } from "~/parts/invitation-form/written";
import { ButtonLink } from "~/parts/links";
import type { Reading } from "~/queries/intake";

import { candidatesOf } from "./guesses";

/** What to know before looking the form over: how much was read, whether it is an invitation, and what is there already. */
export function Before({ found, written }: { found: Reading; written: Written }) {
  const { t } = useTranslation(["record", "vocabulary"]);
  const names = (Object.keys(written) as FieldName[]).filter(
    (name) => candidatesOf(found, name).length > 0 && !isBlank(written[name]),
  );
  return (
    <Stack gap="sm">
      <Text data-found tabIndex={-1} role="status" style={{ outline: "none" }}>
        {names.length === 0 ? t("guess.nothing") : t("guess.found", { count: names.length })}
      </Text>
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
