import { Alert, Button, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconPlugConnectedX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { Problem } from "~/api/client";

/** The sentence to show for a refusal: the server's own, which says what to do. */
export function useProblemWords(): (error: Error) => string {
  const { t } = useTranslation();
  return (error) => {
    if (!(error instanceof Problem)) return t("problem.unknown");
    if (error.isOffline) return t("problem.offline");
    if (error.status === 429 && error.retryAfter !== null) return t("problem.too_many", { seconds: error.retryAfter });
    const fields = Object.values(error.fields);
    return fields.length > 0 ? fields.join(" ") : error.message;
  };
}

/** A refusal in place, with the way to try again. */
export function Failure({ error, retry }: { error: Error; retry?: () => void }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const isOffline = error instanceof Problem && error.isOffline;
  return (
    <Alert
      role="alert"
      color={isOffline ? "gray" : "red"}
      icon={isOffline ? <IconPlugConnectedX aria-hidden /> : <IconAlertTriangle aria-hidden />}
      title={isOffline ? t("problem.offline_short") : t("problem.title")}
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{words(error)}</Text>
        {retry !== undefined && (
          <Button size="xs" variant="default" onClick={retry}>
            {t("act.retry")}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
