import { Button, CloseButton, Drawer, Group, Indicator, NativeSelect, Popover, Stack, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconFilter, IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { ColumnChooser } from "./ColumnChooser";
import classes from "./Everything.module.css";
import { FilterForm } from "./FilterForm";
import { type Asking, filterCount, type Sort, SORTED } from "./filters";
import { LateText } from "~/parts/LateText";

const SORTS: readonly Sort[] = SORTED.flatMap((column): Sort[] => [`-${column}`, column]);

interface Props {
  asking: Asking;
  isNarrow: boolean;
  /** On a telephone: begin or end choosing. */
  selecting: { isOn: boolean; toggle: () => void };
}

/** Search, filters, and what the list is to look like. */
export function Controls({ asking, isNarrow, selecting }: Props) {
  const { t } = useTranslation("everything");
  const { wanted, ask } = asking;
  return (
    <div className={classes.controls}>
      <LateText
        type="search"
        aria-label={t("search")}
        placeholder={t("search_hint")}
        leftSection={<IconSearch size={17} aria-hidden />}
        value={wanted.q}
        maxLength={1000}
        onChange={(q) => ask({ q }, { replace: true })}
        className={classes.search}
        size={isNarrow ? "md" : "sm"}
      />
      {isNarrow ? <FilterSheet asking={asking} /> : <FilterPopover asking={asking} />}
      {isNarrow ? (
        <Button variant="default" size="md" px="sm" aria-pressed={selecting.isOn} onClick={selecting.toggle}>
          {selecting.isOn ? t("select_end") : t("select")}
        </Button>
      ) : (
        <ColumnChooser />
      )}
    </div>
  );
}

function FilterPopover({ asking }: { asking: Asking }) {
  const { t } = useTranslation("everything");
  const count = filterCount(asking.wanted);
  return (
    <Popover position="bottom-end" shadow="md" width={470} trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconFilter size={17} aria-hidden />}>
          {count === 0 ? t("filter.label") : t("filter.label_some", { count })}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("filter.label")}>
        <FilterForm asking={asking} />
      </Popover.Dropdown>
    </Popover>
  );
}

function FilterSheet({ asking }: { asking: Asking }) {
  const { t } = useTranslation(["everything", "common"]);
  const [opened, { open, close }] = useDisclosure();
  const { wanted, ask } = asking;
  const count = filterCount(wanted);
  return (
    <>
      <Indicator label={count} disabled={count === 0} size={18} offset={4} zIndex={1}>
        <Button
          variant="default"
          size="md"
          px="sm"
          onClick={open}
          aria-label={count === 0 ? t("filter.and_sort") : t("filter.label_some", { count })}
        >
          <IconFilter size={20} aria-hidden />
        </Button>
      </Indicator>
      {/* Without Mantine's own header: beside the page's it would be a second banner. */}
      <Drawer.Root opened={opened} onClose={close} position="bottom" size="auto">
        <Drawer.Overlay />
        <Drawer.Content aria-label={t("filter.and_sort")} radius="14px 14px 0 0">
          <Drawer.Body pt="md">
            <Stack>
              <Group justify="space-between">
                <Title order={2} fz={17}>
                  {t("filter.and_sort")}
                </Title>
                <CloseButton size={40} aria-label={t("common:act.close")} onClick={close} />
              </Group>
              <NativeSelect
                label={t("sort.label")}
                size="md"
                value={wanted.sort}
                onChange={(event) => ask({ sort: event.currentTarget.value as Sort })}
                data={SORTS.map((sort) => ({ value: sort, label: t(`sort.${sort}`) }))}
              />
              <FilterForm asking={asking} />
              <Button size="md" onClick={close}>
                {t("filter.show")}
              </Button>
            </Stack>
          </Drawer.Body>
        </Drawer.Content>
      </Drawer.Root>
    </>
  );
}
