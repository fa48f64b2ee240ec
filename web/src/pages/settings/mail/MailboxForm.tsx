import { Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Dialog } from "~/parts/Dialog";
import { Failure } from "~/parts/Failure";
import { FormFoot } from "~/parts/FormFoot";
import { useFieldWords } from "~/parts/refusal";
import { useMe } from "~/queries/account";
import { type Mailbox, useSetMailbox } from "~/queries/mail";

import { HostAndPort } from "./HostAndPort";
import { type Chosen, ProviderField } from "./ProviderField";
import { OTHER, providerOf, type ProviderName, PROVIDERS } from "./providers";
import { Username } from "./Username";
import { WriteOnlyPassword } from "./WriteOnlyPassword";

interface Props {
  mailbox: Mailbox | null;
  onSaved: () => void;
  onClose: () => void;
}

const SHOWN = new Set(["host", "port", "username", "password", "folder"]);

/** Where mail is fetched from: a server, who one is there, and the one folder. */
export function MailboxForm({ mailbox, onSaved, onClose }: Props) {
  const { t } = useTranslation(["mail", "common"]);
  const me = useMe();
  const [provider, setProvider] = useState<Chosen>(() => (mailbox === null ? fetchable(me.email) : hostedBy(mailbox)));
  const [wanted, setWanted] = useState(() => ({
    ...(mailbox ?? serverOf(provider)),
    username: mailbox?.username ?? me.email,
    password: "",
    folder: mailbox?.folder ?? t("mailbox.usual_folder"),
  }));
  const set = useSetMailbox();
  const fields = useFieldWords()(set.error);
  const write = (changed: Partial<typeof wanted>) => {
    setWanted({ ...wanted, ...changed });
    if (!set.isIdle) set.reset();
  };
  const isSameUser =
    mailbox !== null &&
    mailbox.host === wanted.host.trim() &&
    mailbox.port === wanted.port &&
    mailbox.username === wanted.username.trim();
  const save = () =>
    set.mutate(
      {
        host: wanted.host.trim(),
        port: wanted.port,
        username: wanted.username.trim(),
        folder: wanted.folder.trim(),
        ...(wanted.password !== "" && { password: wanted.password }),
        version: mailbox?.version,
      },
      { onSuccess: onSaved },
    );
  return (
    <Dialog title={t(mailbox === null ? "mailbox.set_up" : "mailbox.change")} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Stack>
          <ProviderField
            forFetching
            value={provider}
            choose={(chosen) => {
              setProvider(chosen);
              write(serverOf(chosen));
            }}
          />
          <HostAndPort
            label={t("server.imap_host")}
            example="imap.example.com"
            host={wanted.host}
            port={wanted.port}
            usualPort={IMAPS}
            write={(changed) => write("host" in changed ? changed : { port: changed.port ?? IMAPS })}
            fields={fields}
          />
          <Username
            isRequired
            value={wanted.username}
            onChange={(username) => write({ username })}
            error={fields.username}
          />
          <WriteOnlyPassword
            value={wanted.password}
            onChange={(password) => write({ password })}
            isKept={isSameUser}
            error={fields.password}
          />
          <TextInput
            label={t("mailbox.folder")}
            description={t("mailbox.folder_about")}
            value={wanted.folder}
            maxLength={200}
            onChange={(event) => write({ folder: event.currentTarget.value })}
            autoComplete="off"
            spellCheck={false}
            required
            withAsterisk={false}
            error={fields.folder}
            size="md"
          />
          {set.error !== null && !Object.keys(fields).some((name) => SHOWN.has(name)) && <Failure error={set.error} />}
          <FormFoot act={t("mailbox.save")} isBusy={set.isPending} onCancel={onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}

const IMAPS = 993;

function serverOf(provider: Chosen): { host: string; port: number } {
  const known = provider === OTHER ? null : PROVIDERS[provider].imap;
  return known ?? { host: "", port: IMAPS };
}

/** The provider of an address, where mail can be fetched from it by a password. */
function fetchable(address: string): Chosen {
  const provider = providerOf(address);
  return provider === OTHER || PROVIDERS[provider].imap === null ? OTHER : provider;
}

function hostedBy({ host }: Mailbox): Chosen {
  return (Object.keys(PROVIDERS) as ProviderName[]).find((name) => PROVIDERS[name].imap?.host === host) ?? OTHER;
}
