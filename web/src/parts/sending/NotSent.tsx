import { Alert, Group, Stack, Text } from "@mantine/core";
import { IconMailX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  /** Why, in a sentence. */
  error: string | null;
  /** Named where the invitation isn't beside it. */
  company?: string;
  /** What can be done about it from here. */
  children?: ReactNode;
  onClose?: () => void;
}

/** A reply that was to leave and hasn't: why, and what to do. */
export function NotSent({ error, company, children, onClose }: Props) {
  const { t } = useTranslation(["sending", "common"]);
  return (
    <Alert
      color="gray"
      role="alert"
      icon={<IconMailX color="var(--attention-overdue)" aria-hidden />}
      title={company === undefined ? t("failed.title") : t("failed.title_company", { company })}
      withCloseButton={onClose !== undefined}
      {...(onClose !== undefined && { onClose })}
      closeButtonLabel={t("common:act.close")}
    >
      <Stack gap="xs">
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {error}
        </Text>
        <Text size="sm">{t("failed.what_next")}</Text>
        {children !== undefined && <Group gap="xs">{children}</Group>}
      </Stack>
    </Alert>
  );
}
