import { Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Dialog } from "~/parts/Dialog";
import { Failure } from "~/parts/Failure";
import { FormFoot } from "~/parts/FormFoot";
import { say } from "~/parts/notify";
import { useFieldWords } from "~/parts/refusal";
import { type Channel, useEditChannel } from "~/queries/channels";

import { differing } from "../useProfileForm";
import { SHAPES } from "./kinds";
import { WantsField } from "./WantsField";

/** A channel's name, wants and address. The address is never shown again, so it is replaced or left as it is. */
export function EditChannel({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const { t } = useTranslation(["settings", "common"]);
  const [value, setValue] = useState({ name: channel.name, wants: channel.wants });
  const [url, setUrl] = useState("");
  const edit = useEditChannel();
  const fields = useFieldWords()(edit.error);
  const changes = { ...differing(["name", "wants"], value, channel), ...(url.trim() !== "" && { url: url.trim() }) };
  return (
    <Dialog title={t("channels.edit", { name: channel.name })} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (Object.keys(changes).length === 0) {
            onClose();
            return;
          }
          edit.mutate(
            { ...changes, id: channel.id, version: channel.version },
            {
              onSuccess: ({ name }) => {
                say(t("channels.saved", { name }));
                onClose();
              },
            },
          );
        }}
      >
        <Stack>
          <TextInput
            label={t("channels.name")}
            value={value.name}
            onChange={(event) => setValue({ ...value, name: event.currentTarget.value })}
            required
            withAsterisk={false}
            data-autofocus
            error={fields.name}
            size="md"
          />
          {SHAPES[channel.kind] !== null && (
            <TextInput
              label={t("channels.new_address")}
              description={t("channels.new_address_about", { present: channel.url })}
              placeholder={SHAPES[channel.kind] ?? undefined}
              value={url}
              onChange={(event) => setUrl(event.currentTarget.value)}
              autoComplete="off"
              spellCheck={false}
              error={fields.url}
              size="md"
            />
          )}
          <WantsField value={value.wants} onChange={(wants) => setValue({ ...value, wants })} error={fields.wants} />
          {edit.error !== null && Object.keys(fields).length === 0 && <Failure error={edit.error} />}
          <FormFoot act={t("common:act.save")} isBusy={edit.isPending} onCancel={onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}
