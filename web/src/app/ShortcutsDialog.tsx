import { Group, Kbd, Stack, Switch, Table, Text, Title } from "@mantine/core";
import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";

import { Dialog } from "~/parts/Dialog";
import { areSingleKeysOn, turnSingleKeys } from "~/parts/keys";

import { usePages } from "./usePages";

const isMac = /Mac|iP(hone|ad)/.test(navigator.userAgent);
const MOD = isMac ? "⌘" : "Ctrl";

/** Each key as it is pressed; those between which "or" stands do the same. */
type Keys = readonly (readonly string[])[];

const EVERYWHERE = [
  { keys: [[MOD, "K"], ["/"]], words: "keys.palette" },
  { keys: [["N"]], words: "nav.record" },
  { keys: [["U"]], words: "keys.undo" },
  { keys: [["?"]], words: "nav.shortcuts" },
] as const satisfies readonly { keys: Keys; words: string }[];

const LISTS = [
  { keys: [["J"], ["↓"]], words: "keys.next" },
  { keys: [["K"], ["↑"]], words: "keys.previous" },
  { keys: [["Enter"]], words: "keys.open" },
  { keys: [["R"]], words: "keys.reply" },
  { keys: [["S"]], words: "keys.snooze" },
  { keys: [["A"]], words: "keys.answer" },
] as const;

const TABLE = [
  { keys: [["X"], ["Space"]], words: "keys.choose" },
  { keys: [["Shift", "↓"]], words: "keys.extend" },
  { keys: [[MOD, "A"]], words: "keys.choose_all" },
] as const;

const COMPOSER = [
  { keys: [[MOD, "Enter"]], words: "keys.sent" },
  { keys: [["F8"]], words: "keys.next_finding" },
] as const;

const CALENDAR = [
  { keys: [["←", "→", "↑", "↓"]], words: "keys.days" },
  { keys: [["PageUp"], ["PageDown"]], words: "keys.months" },
  { keys: [["T"]], words: "keys.today" },
] as const;

/** Every key of the page, by where it works, and the switch that turns the single ones off. */
export default function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { pages } = usePages();
  return (
    <Dialog title={t("nav.shortcuts")} onClose={onClose} size="lg">
      <Stack gap="lg">
        <Section title={t("keys.everywhere")} rows={EVERYWHERE.map((row) => ({ ...row, words: t(row.words) }))} />
        <Section
          title={t("keys.go_to")}
          rows={pages.map(({ words, key }) => ({ keys: [["G", key.toUpperCase()]], words: t(words), isChord: true }))}
        />
        <Section title={t("keys.lists")} rows={LISTS.map((row) => ({ ...row, words: t(row.words) }))} />
        <Section title={t("nav.everything")} rows={TABLE.map((row) => ({ ...row, words: t(row.words) }))} />
        <Section title={t("keys.composer")} rows={COMPOSER.map((row) => ({ ...row, words: t(row.words) }))} />
        <Section title={t("nav.calendar")} rows={CALENDAR.map((row) => ({ ...row, words: t(row.words) }))} />
        <SingleKeys />
      </Stack>
    </Dialog>
  );
}

interface Row {
  keys: Keys;
  words: string;
  /** One key after the other, rather than both at once. */
  isChord?: boolean;
}

function Section({ title, rows }: { title: string; rows: readonly Row[] }) {
  return (
    <section>
      <Title order={3} fz="sm" c="dimmed" fw={560} mb={4}>
        {title}
      </Title>
      <Table withRowBorders={false} verticalSpacing={5} horizontalSpacing={0}>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.words}>
              <Table.Th scope="row" fw={400}>
                {row.words}
              </Table.Th>
              <Table.Td ta="right">
                <KeysOf {...row} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function KeysOf({ keys, isChord = false }: Row) {
  const { t } = useTranslation();
  return (
    <Group gap={6} justify="flex-end" wrap="nowrap">
      {keys.map((together, place) => (
        <Fragment key={together.join()}>
          {place > 0 && (
            <Text span size="xs" c="dimmed">
              {t("keys.or")}
            </Text>
          )}
          {together.map((key, number) => (
            <Fragment key={key}>
              {number > 0 && isChord && (
                <Text span size="xs" c="dimmed">
                  {t("keys.then")}
                </Text>
              )}
              <Kbd>{key}</Kbd>
            </Fragment>
          ))}
        </Fragment>
      ))}
    </Group>
  );
}

function SingleKeys() {
  const { t } = useTranslation();
  const [areOn, setAreOn] = useState(areSingleKeysOn);
  return (
    <Switch
      checked={areOn}
      label={t("keys.single")}
      description={t("keys.single_about")}
      onChange={({ currentTarget: { checked } }) => {
        turnSingleKeys(checked);
        setAreOn(checked);
      }}
    />
  );
}
