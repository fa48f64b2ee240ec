import { Anchor, Button, Code, Collapse, Group, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { type Schemas } from "~/api/client";
import { Dialog } from "~/parts/Dialog";
import { Failure } from "~/parts/Failure";
import { FormFoot } from "~/parts/FormFoot";
import { useFieldWords } from "~/parts/refusal";
import { type ChannelKind, type ChannelMade, useMakeChannel } from "~/queries/channels";

import { Secret } from "../Secret";
import classes from "../Settings.module.css";
import { CHATS, KINDS, SHAPES } from "./kinds";
import { TestChannel } from "./TestChannel";
import { WantsField } from "./WantsField";

/** A new place for reminders: what kind, what it needs, what it is to get; then its secret, once, and a test. */
export function NewChannel({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("settings");
  const [made, setMade] = useState<ChannelMade | null>(null);
  return (
    <Dialog title={made === null ? t("channels.add") : t("channels.made", { name: made.name })} onClose={onClose}>
      {made === null ? <ChannelForm onMade={setMade} onClose={onClose} /> : <Made channel={made} onClose={onClose} />}
    </Dialog>
  );
}

function ChannelForm({ onMade, onClose }: { onMade: (made: ChannelMade) => void; onClose: () => void }) {
  const { t } = useTranslation(["settings", "common"]);
  const [wanted, setWanted] = useState<Schemas["ChannelCreate"]>({
    name: "",
    kind: "email",
    url: "",
    wants: ["digest"],
  });
  const make = useMakeChannel();
  const fields = useFieldWords()(make.error);
  const write = (changed: Partial<typeof wanted>) => {
    setWanted({ ...wanted, ...changed });
    if (!make.isIdle) make.reset();
  };
  const { kind } = wanted;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const name = wanted.name.trim() || t(`channels.kind.${kind}`);
        make.mutate({ ...wanted, name, url: kind === "console" ? null : wanted.url }, { onSuccess: onMade });
      }}
    >
      <Stack>
        <KindField value={kind} onChange={(chosen) => write({ kind: chosen })} />
        {kind !== "console" && (
          <TextInput
            label={t(`channels.address.${kind}`)}
            description={t(`channels.address_about.${kind}`)}
            placeholder={SHAPES[kind]}
            value={wanted.url ?? ""}
            onChange={(event) => write({ url: event.currentTarget.value })}
            required
            withAsterisk={false}
            autoComplete="off"
            spellCheck={false}
            inputMode={kind === "email" ? "email" : "url"}
            error={fields.url}
            size="md"
          />
        )}
        {kind === "apprise" && <ChatShapes />}
        <TextInput
          label={t("channels.name")}
          description={t("channels.name_about")}
          placeholder={t(`channels.kind.${kind}`)}
          value={wanted.name}
          onChange={(event) => write({ name: event.currentTarget.value })}
          error={fields.name}
          size="md"
        />
        <WantsField value={wanted.wants} onChange={(wants) => write({ wants })} error={fields.wants} />
        {make.error !== null && Object.keys(fields).length === 0 && <Failure error={make.error} />}
        <FormFoot act={t("channels.make")} isBusy={make.isPending} onCancel={onClose} />
      </Stack>
    </form>
  );
}

function KindField({ value, onChange }: { value: ChannelKind; onChange: (kind: ChannelKind) => void }) {
  const { t } = useTranslation("settings");
  return (
    <Radio.Group label={t("channels.which")} value={value} onChange={(kind) => onChange(kind)}>
      <Stack gap={8} mt={8}>
        {KINDS.map(({ kind, icon: Icon }) => (
          <Radio.Card key={kind} value={kind} className={classes.kind} aria-label={t(`channels.kind.${kind}`)}>
            <Radio.Indicator mt={2} />
            <Icon size={20} aria-hidden style={{ marginTop: 2, flexShrink: 0 }} />
            <span>
              <Text component="span" display="block" fw={560}>
                {t(`channels.kind.${kind}`)}
              </Text>
              <Text component="span" display="block" size="sm" c="dimmed">
                {t(`channels.kind_about.${kind}`)}
              </Text>
            </span>
          </Radio.Card>
        ))}
      </Stack>
    </Radio.Group>
  );
}

function ChatShapes() {
  const { t } = useTranslation("settings");
  const [isOpen, setOpen] = useState(false);
  return (
    <div>
      <Anchor
        component="button"
        type="button"
        size="sm"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        mih={40}
      >
        {t("channels.chats")}
      </Anchor>
      <Collapse expanded={isOpen}>
        <Stack gap={6} component="dl" m={0}>
          {CHATS.map(([service, shape]) => (
            <div key={service}>
              <Text component="dt" size="sm" fw={500}>
                {service}
              </Text>
              <dd style={{ margin: 0 }}>
                <Code style={{ overflowWrap: "anywhere" }}>{shape}</Code>
              </dd>
            </div>
          ))}
        </Stack>
      </Collapse>
    </div>
  );
}

function Made({ channel, onClose }: { channel: ChannelMade; onClose: () => void }) {
  const { t } = useTranslation(["settings", "common"]);
  return (
    <Stack>
      {channel.secret !== null && (
        <Secret label={t("channels.secret")} about={t("channels.secret_about")} secret={channel.secret} />
      )}
      <Text size="sm">{t(channel.confirmed_at === null ? "channels.ask_next" : "channels.test_next")}</Text>
      <TestChannel channel={channel} />
      <Group justify="flex-end">
        <Button h={40} variant="default" onClick={onClose}>
          {t("common:act.close")}
        </Button>
      </Group>
    </Stack>
  );
}
