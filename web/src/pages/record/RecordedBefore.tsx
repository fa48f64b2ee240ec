import { Alert, Text } from "@mantine/core";
import { IconCopyCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { Problem } from "~/api/client";
import { ButtonLink } from "~/parts/links";
import { useProblemWords } from "~/parts/refusal";

/** Whether a refusal names an invitation that has the same number in the same tracker. */
export function wasRecordedBefore(refusal: Error): refusal is Problem {
  return refusal instanceof Problem && refusal.status === 409 && typeof refusal.body.invitation_id === "string";
}

/** The same number from the same tracker is recorded already: the way to that one. */
export function RecordedBefore({ refusal }: { refusal: Problem }) {
  const { t } = useTranslation("record");
  const words = useProblemWords();
  return (
    <Alert role="alert" color="ink" icon={<IconCopyCheck aria-hidden />} title={t("known.title")}>
      <Text size="sm" mb="xs">
        {words(refusal)}
      </Text>
      <ButtonLink
        to="/invitations/$invitationId"
        params={{ invitationId: String(refusal.body.invitation_id) }}
        variant="default"
      >
        {t("known.open")}
      </ButtonLink>
    </Alert>
  );
}
