import { Button, Checkbox, Group, Select, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Dialog } from "~/parts/Dialog";
import { Failure } from "~/parts/Failure";
import { FormFoot } from "~/parts/FormFoot";
import { useFieldWords } from "~/parts/refusal";
import { type Scope, type TokenMade, useMakeToken } from "~/queries/tokens";

import { Secret } from "./Secret";

const SCOPES: readonly Scope[] = ["read", "write", "send"];
const LIVES = ["30", "90", "365", "forever"] as const;

/** A new token: what for, what it may do, and for how long. It is shown once. */
export function NewToken({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["settings", "common"]);
  const [made, setMade] = useState<TokenMade | null>(null);
  if (made === null)
    return (
      <Dialog title={t("tokens.make")} onClose={onClose}>
        <TokenForm onMade={setMade} onClose={onClose} />
      </Dialog>
    );
  return (
    <Dialog title={t("tokens.made", { name: made.name })} onClose={onClose}>
      <Stack>
        <Secret label={t("tokens.token")} about={t("tokens.once")} secret={made.token} />
        <Group justify="flex-end">
          <Button h={40} variant="default" onClick={onClose}>
            {t("common:act.close")}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

function TokenForm({ onMade, onClose }: { onMade: (made: TokenMade) => void; onClose: () => void }) {
  const { t } = useTranslation(["settings", "common"]);
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<Scope[]>(["read"]);
  const [life, setLife] = useState<(typeof LIVES)[number]>("90");
  const make = useMakeToken();
  const fields = useFieldWords()(make.error);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate({ name, scopes, expires_at: endOf(life) }, { onSuccess: onMade });
      }}
    >
      <Stack>
        <TextInput
          label={t("tokens.name")}
          description={t("tokens.name_about")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          required
          withAsterisk={false}
          data-autofocus
          autoComplete="off"
          error={fields.name}
          size="md"
        />
        <Checkbox.Group
          size="md"
          label={t("tokens.scopes")}
          value={scopes}
          onChange={(chosen) => setScopes(SCOPES.filter((scope) => chosen.includes(scope)))}
          error={fields.scopes}
        >
          <Stack gap={10} mt={8}>
            {SCOPES.map((scope) => (
              <Checkbox
                size="md"
                key={scope}
                value={scope}
                label={t(`tokens.scope.${scope}`)}
                description={t(`tokens.scope_about.${scope}`)}
              />
            ))}
          </Stack>
        </Checkbox.Group>
        <Select
          label={t("tokens.life")}
          data={LIVES.map((value) => ({ value, label: t(`tokens.lives.${value}`) }))}
          value={life}
          onChange={(chosen) => setLife(chosen ?? life)}
          allowDeselect={false}
          error={fields.expires_at}
          size="md"
        />
        {make.error !== null && Object.keys(fields).length === 0 && <Failure error={make.error} />}
        <FormFoot act={t("tokens.make")} isBusy={make.isPending} onCancel={onClose} />
      </Stack>
    </form>
  );
}

function endOf(life: (typeof LIVES)[number]): string | null {
  return life === "forever" ? null : new Date(Date.now() + Number(life) * 24 * 3_600_000).toISOString();
}
