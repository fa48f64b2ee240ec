import { Alert, Button, Group, List, Stack, Text } from "@mantine/core";
import { IconGitMerge } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { FieldName } from "~/parts/invitation-form/fields";

import { differences, useFieldWords } from "./fieldWords";
import type { FieldEdit, Race } from "./useFieldEdit";

interface Props {
  name: FieldName;
  race: Race;
  edit: FieldEdit;
}

/** Somebody else was faster: what they changed, what mine would change, and the choice between the two. */
export function LostRace({ name, race, edit }: Props) {
  const { t } = useTranslation("invitation");
  const words = useFieldWords();
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const theirs = differences(race.base, race.theirs);
  const isSameField = theirs.some((one) => one.name === name);
  return (
    <Alert role="alert" color="ink" variant="light" icon={<IconGitMerge aria-hidden />} title={t("race.title")}>
      <Stack gap="sm">
        <List size="sm" spacing={4}>
          {theirs.map(({ name: field, from, to }) => (
            <List.Item key={field} style={{ overflowWrap: "anywhere" }}>
              {t("race.theirs", {
                field: words.label(field),
                from: words.value(field, from),
                to: words.value(field, to),
              })}
            </List.Item>
          ))}
        </List>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {t("race.mine", { field: words.label(name), value: words.value(name, race.mine) })}
        </Text>
        {edit.error !== undefined && (
          <Text size="sm" c="red">
            {edit.error}
          </Text>
        )}
        <Group gap="xs">
          <Button ref={first} size="sm" loading={edit.isSaving} onClick={() => void edit.keepMine(race)}>
            {t("race.keep_mine")}
          </Button>
          <Button size="sm" variant="default" onClick={edit.takeTheirs}>
            {t(isSameField ? "race.take_theirs" : "race.drop_mine")}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
