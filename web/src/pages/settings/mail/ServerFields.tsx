import { Input, NumberInput, SegmentedControl, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import classes from "../Settings.module.css";
import type { WrittenServer } from "./IdentityForm";
import { WriteOnlyPassword } from "./WriteOnlyPassword";

interface Props {
  server: WrittenServer;
  write: (changed: Partial<WrittenServer>) => void;
  fields: Readonly<Record<string, string>>;
}

const USUAL_PORT = { tls: 465, starttls: 587 } as const;

/** A port of the person's own stays beside another kind of connection; a usual one is the other kind's usual one then. */
const portBeside = (port: number | null) => (port === USUAL_PORT.tls || port === USUAL_PORT.starttls ? null : port);

/** Where mail is handed over, and who one is there. */
export function ServerFields({ server, write, fields }: Props) {
  const { t } = useTranslation("mail");
  return (
    <>
      <div className={classes.host}>
        <TextInput
          label={t("server.smtp_host")}
          placeholder="smtp.example.com"
          value={server.host}
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
          placeholder={String(USUAL_PORT[server.security])}
          value={server.port ?? ""}
          onChange={(port) => write({ port: typeof port === "number" ? port : null })}
          allowDecimal={false}
          allowNegative={false}
          thousandSeparator={false}
          inputMode="numeric"
          hideControls
          error={fields.port}
          size="md"
        />
      </div>
      <Input.Wrapper size="md" labelElement="div" label={t("server.security")}>
        <SegmentedControl
          fullWidth
          mt={6}
          size="md"
          aria-label={t("server.security")}
          data={[
            { value: "tls", label: "TLS" },
            { value: "starttls", label: "STARTTLS" },
          ]}
          value={server.security}
          onChange={(security) => write({ security, port: portBeside(server.port) })}
        />
      </Input.Wrapper>
      <TextInput
        label={t("server.username")}
        description={t("server.username_about")}
        value={server.username}
        onChange={(event) => write({ username: event.currentTarget.value })}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        error={fields.username}
        size="md"
      />
      <WriteOnlyPassword
        value={server.password}
        onChange={(password) => write({ password })}
        isRequired={server.username.trim() !== ""}
        error={fields.password}
      />
    </>
  );
}
