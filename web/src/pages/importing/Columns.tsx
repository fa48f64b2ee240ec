import { Anchor, Button, Collapse, Group, NativeSelect, Text } from "@mantine/core";
import { useDisclosure, useId } from "@mantine/hooks";
import { IconArrowNarrowRight } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useProblemWords } from "~/parts/refusal";
import type { Import } from "~/queries/imports";

import classes from "./importing.module.css";
import { remapped } from "./mapping";
import type { Asked } from "./useOptions";
import { useFileWords } from "./words";

interface Props {
  shown: Import;
  asked: Asked;
}

/** What each column is taken for, to be corrected. Those that mean nothing are named, and folded away. */
export function Columns({ shown, asked }: Props) {
  const { t } = useTranslation("importing");
  const [opened, { toggle }] = useDisclosure();
  const rest = useId();
  // A column stays where it was while its meaning is changed, or the focus would be lost with it.
  const [folded] = useState(
    () => new Set(Object.keys(shown.mapping).filter((header) => shown.mapping[header] === null)),
  );
  // The first of two columns of one name counts, so the server tells them from the last.
  const headers = Object.keys(shown.mapping).reverse();
  const leftOut = headers.filter((header) => (asked.meant[header] ?? null) === null);
  const isChanged = Object.keys(asked.options.mapping).length > 0;
  const list = (which: string[]) => (
    <ul className={classes.columns}>
      {which.map((header) => (
        <Column key={header} header={header} shown={shown} asked={asked} />
      ))}
    </ul>
  );
  return (
    <section className={classes.card}>
      <Group justify="space-between" gap="xs">
        <h2 className={classes.heading}>{t("columns.title")}</h2>
        {isChanged && (
          <Anchor component="button" size="sm" className={classes.link} onClick={() => asked.ask("", { mapping: {} })}>
            {t("columns.as_detected")}
          </Anchor>
        )}
      </Group>
      <Text size="sm" c="dimmed" role="status">
        {asked.isLooking ? t("columns.looking") : t("columns.about")}
      </Text>
      {list(headers.filter((header) => !folded.has(header)))}
      {leftOut.length > 0 && (
        <Text size="sm" mt="sm" style={{ overflowWrap: "anywhere" }}>
          {t("columns.left_out", { count: leftOut.length, names: leftOut.join(", ") })}
        </Text>
      )}
      {folded.size > 0 && (
        <>
          <Button variant="subtle" h={40} px="xs" ml={-8} aria-expanded={opened} aria-controls={rest} onClick={toggle}>
            {t(opened ? "columns.hide" : "columns.show")}
          </Button>
          <Collapse expanded={opened} id={rest}>
            {list(headers.filter((header) => folded.has(header)))}
          </Collapse>
        </>
      )}
    </section>
  );
}

function Column({ header, shown, asked }: Props & { header: string }) {
  const { t } = useTranslation("importing");
  const words = useFileWords();
  const problemWords = useProblemWords();
  const field = asked.meant[header] ?? null;
  const refused = asked.refused?.about === header ? problemWords(asked.refused.error) : undefined;
  return (
    <li className={classes.column} data-unused={field === null || undefined}>
      <span>{header}</span>
      <IconArrowNarrowRight size={17} color="var(--text-quiet)" aria-hidden />
      <NativeSelect
        aria-label={t("columns.means", { header })}
        value={field ?? ""}
        onChange={({ currentTarget: { value } }) =>
          asked.ask(header, { mapping: remapped(asked.options.mapping, asked.meant, header, value || null) })
        }
        data={[
          { value: "", label: t("columns.nothing") },
          ...shown.fields.map((one) => ({ value: one, label: words.field(one) })),
        ]}
        error={refused}
      />
    </li>
  );
}
