import { NumberInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import classes from "../Settings.module.css";

interface Props {
  label: string;
  example: string;
  host: string;
  /** Null while it is the usual one, which stands there as an example. */
  port: number | null;
  usualPort: number;
  write: (changed: { host: string } | { port: number | null }) => void;
  fields: Readonly<Record<string, string>>;
}

/** Where a server is found. */
export function HostAndPort({ label, example, host, port, usualPort, write, fields }: Props) {
  const { t } = useTranslation("mail");
  return (
    <div className={classes.host}>
      <TextInput
        label={label}
        placeholder={example}
        value={host}
        onChange={(event) => write({ host: event.currentTarget.value })}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        inputMode="url"
        required
        withAsterisk={false}
        error={fields.host}
        size="md"
      />
      <NumberInput
        label={t("server.port")}
        placeholder={String(usualPort)}
        value={port ?? ""}
        onChange={(typed) => write({ port: typeof typed === "number" ? typed : null })}
        allowDecimal={false}
        allowNegative={false}
        thousandSeparator={false}
        inputMode="numeric"
        hideControls
        error={fields.port}
        size="md"
      />
    </div>
  );
}
