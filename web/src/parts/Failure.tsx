import { Alert, Button, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconPlugConnectedX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { Problem } from "~/api/client";

import { useProblemWords } from "./refusal";

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
