import { Collapse, Title, UnstyledButton } from "@mantine/core";
import { IconChevronRight, IconZzz } from "@tabler/icons-react";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { AttentionIcon } from "~/parts/Attention";

import type { DueItem, Group } from "./groups";
import classes from "./Home.module.css";

type RowFor = (item: DueItem) => ReactNode;

/** One level of attention, and whatever stands at it. */
export function LevelGroup({ group: { code, level, items, count }, row }: { group: Group; row: RowFor }) {
  const { t, i18n } = useTranslation(["home", "vocabulary"]);
  const id = useId();
  return (
    <section aria-labelledby={id} className={classes.group}>
      <Title order={2} id={id} className={classes.heading}>
        <AttentionIcon level={level} />
        {code === "promises" ? t("group.promises") : t(`vocabulary:attention.${code}`)}
        <span className={classes.count}>{count.toLocaleString(i18n.language)}</span>
      </Title>
      <ul className={classes.rows}>{items.map(row)}</ul>
    </section>
  );
}

/** What is silent for now, out of the way until it is asked for. */
export function SnoozedGroup({ items, row }: { items: readonly DueItem[]; row: RowFor }) {
  const { t } = useTranslation("home");
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  return (
    <section className={classes.group}>
      <Title order={2} className={classes.heading}>
        <UnstyledButton
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setIsOpen(!isOpen)}
          mih={40}
          style={{ display: "flex", alignItems: "center", gap: 8, fontSize: "inherit", fontWeight: "inherit" }}
        >
          <IconChevronRight
            size={16}
            aria-hidden
            style={{ transform: isOpen ? "rotate(90deg)" : undefined, transition: "transform 120ms" }}
          />
          <IconZzz size={18} aria-hidden />
          {t("group.snoozed")}
          <span className={classes.count}>{items.length}</span>
        </UnstyledButton>
      </Title>
      <Collapse expanded={isOpen} id={id}>
        {isOpen && <ul className={classes.rows}>{items.map(row)}</ul>}
      </Collapse>
    </section>
  );
}
