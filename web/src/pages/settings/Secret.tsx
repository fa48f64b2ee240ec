import { Button, Group, Text, TextInput } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { useCopy } from "~/parts/useCopy";

import classes from "./Settings.module.css";

/** What the server shows once: to be copied now, or made anew. */
export function Secret({ label, about, secret }: { label: string; about: string; secret: string }) {
  const { t } = useTranslation();
  const { copy, isCopied } = useCopy();
  return (
    <div className={classes.secret}>
      <Group align="flex-end" gap="sm">
        <TextInput
          label={label}
          value={secret}
          readOnly
          onFocus={(event) => event.currentTarget.select()}
          style={{ flex: "1 1 12rem" }}
          styles={{ input: { fontFamily: "ui-monospace, monospace" } }}
          size="md"
        />
        <Button
          variant="default"
          h={42}
          leftSection={isCopied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          onClick={() => copy(secret)}
          aria-label={`${t(isCopied ? "act.copied" : "act.copy")}: ${label}`}
        >
          <span role="status">{t(isCopied ? "act.copied" : "act.copy")}</span>
        </Button>
      </Group>
      <Text size="sm" mt="xs">
        {about}
      </Text>
    </div>
  );
}
