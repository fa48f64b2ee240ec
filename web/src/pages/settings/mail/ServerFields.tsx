import { Input, SegmentedControl } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { HostAndPort } from "./HostAndPort";
import type { WrittenServer } from "./IdentityForm";
import { Username } from "./Username";
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
      <HostAndPort
        label={t("server.smtp_host")}
        example="smtp.example.com"
        host={server.host}
        port={server.port}
        usualPort={USUAL_PORT[server.security]}
        write={write}
        fields={fields}
      />
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
      <Username value={server.username} onChange={(username) => write({ username })} error={fields.username} />
      <WriteOnlyPassword
        value={server.password}
        onChange={(password) => write({ password })}
        isRequired={server.username.trim() !== ""}
        error={fields.password}
      />
    </>
  );
}
