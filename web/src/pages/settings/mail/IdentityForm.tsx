import { Anchor, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Schemas } from "~/api/client";
import { Dialog } from "~/parts/Dialog";
import { Failure } from "~/parts/Failure";
import { FormFoot } from "~/parts/FormFoot";
import { say } from "~/parts/notify";
import { useFieldWords } from "~/parts/refusal";
import { useMe } from "~/queries/account";
import { type MailIdentity, useSetIdentity } from "~/queries/mail";

import { type Chosen, ProviderField } from "./ProviderField";
import { OTHER, providerOf, PROVIDERS } from "./providers";
import { ServerFields } from "./ServerFields";

/** The server as it is written; the port is empty while it is the usual one. */
export interface WrittenServer {
  host: string;
  port: number | null;
  security: Schemas["MailSecurity"];
  username: string;
  password: string;
}

/** Without a host, the server stays the stored one. */
const KEPT = {} as { security: Schemas["MailSecurity"] };
const SHOWN = new Set(["from_address", "from_name", "daily_cap", "host", "port", "username", "password"]);
const USUAL_CAP = 20;

interface Props {
  identity: MailIdentity | null;
  onSaved: () => void;
  onClose: () => void;
}

/** As whom replies leave, and by which server. A server that is stored stays, unless another is written. */
export function IdentityForm({ identity, onSaved, onClose }: Props) {
  const { t } = useTranslation(["mail", "common"]);
  const me = useMe();
  const [own, setOwn] = useState({
    from_address: identity?.from_address ?? me.email,
    from_name: identity === null ? me.name : (identity.from_name ?? ""),
    daily_cap: identity?.daily_cap ?? USUAL_CAP,
  });
  const [provider, setProvider] = useState<Chosen>(() => providerOf(own.from_address));
  const [server, setServer] = useState<WrittenServer | null>(() =>
    identity === null ? serverOf(providerOf(own.from_address), own.from_address) : null,
  );
  const set = useSetIdentity();
  const fields = useFieldWords()(set.error);
  const write = (changed: Partial<typeof own>) => {
    setOwn({ ...own, ...changed });
    if (!set.isIdle) set.reset();
  };
  const choose = (chosen: Chosen) => {
    setProvider(chosen);
    const login = server === null ? {} : { username: server.username, password: server.password };
    setServer({ ...serverOf(chosen, own.from_address), ...login });
  };
  // What somebody has written of a server of their own outlives every correction of the address.
  const guess = () => {
    const guessed = providerOf(own.from_address);
    if (identity === null && guessed !== OTHER && server?.host.trim() === "") choose(guessed);
  };
  const save = () =>
    set.mutate(
      {
        from_address: own.from_address.trim(),
        from_name: own.from_name.trim() === "" ? null : own.from_name.trim(),
        daily_cap: own.daily_cap,
        ...(server === null ? KEPT : asked(server)),
        version: identity?.version,
      },
      {
        onSuccess: ({ tested_at: tested }) => {
          say(t(tested === null ? "identity.saved_untested" : "identity.saved"));
          onSaved();
          onClose();
        },
      },
    );
  return (
    <Dialog title={t(identity === null ? "identity.set_up" : "identity.change")} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Stack>
          <TextInput
            type="email"
            label={t("identity.from_address")}
            description={t("identity.from_address_about")}
            value={own.from_address}
            onChange={(event) => write({ from_address: event.currentTarget.value })}
            onBlur={guess}
            required
            withAsterisk={false}
            data-autofocus
            error={fields.from_address}
            size="md"
          />
          <TextInput
            label={t("identity.from_name")}
            value={own.from_name}
            maxLength={200}
            onChange={(event) => write({ from_name: event.currentTarget.value })}
            error={fields.from_name}
            size="md"
          />
          {server === null ? (
            <Text size="sm">
              {t("server.stays", { server: identity?.url ?? "" })}{" "}
              <Anchor component="button" type="button" mih={40} inherit onClick={() => choose(provider)}>
                {t("server.another")}
              </Anchor>
            </Text>
          ) : (
            <>
              <ProviderField value={provider} choose={choose} />
              <ServerFields
                server={server}
                write={(changed) => {
                  setServer({ ...server, ...changed });
                  if (!set.isIdle) set.reset();
                }}
                fields={fields}
              />
            </>
          )}
          <NumberInput
            label={t("identity.cap")}
            description={t("identity.cap_about")}
            value={Number.isNaN(own.daily_cap) ? "" : own.daily_cap}
            onChange={(count) => write({ daily_cap: typeof count === "number" ? count : NaN })}
            allowDecimal={false}
            allowNegative={false}
            inputMode="numeric"
            hideControls
            required
            withAsterisk={false}
            error={fields.daily_cap}
            size="md"
          />
          {set.error !== null && !Object.keys(fields).some((name) => SHOWN.has(name)) && <Failure error={set.error} />}
          <FormFoot act={t("common:act.save")} isBusy={set.isPending} onCancel={onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}

function serverOf(provider: Chosen, address: string): WrittenServer {
  const known =
    provider === OTHER ? { host: "", port: null, security: "tls" as const } : { ...PROVIDERS[provider].smtp };
  return { ...known, username: address.trim(), password: "" };
}

function asked({ host, port, security, username, password }: WrittenServer) {
  const login = username.trim() === "" && password === "" ? {} : { username: username.trim(), password };
  return { host: host.trim(), security, ...(port !== null && { port }), ...login };
}
