import { CloseButton, Group, Loader, Modal, Text, TextInput } from "@mantine/core";
import { useDebouncedValue, useMediaQuery } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { useFocusBack } from "~/parts/Dialog";
import { peopleSearchQuery } from "~/queries/contacts";
import { searchQuery } from "~/queries/invitations";

import { matching } from "./entries";
import { Found } from "./Found";
import { useInvitationEntries, usePeopleEntries, usePlaceEntries } from "./useEntries";

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** Type to find a place, an act or an invitation; the arrows choose, Enter goes there. */
export default function PaletteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  useFocusBack();
  const isNarrow = useMediaQuery("(max-width: 47.99em)", false, { getInitialValueInEffect: false });
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const id = useId();
  const { groups, isSearching } = useFound(typed, onClose);
  const entries = groups.flatMap((group) => group.entries);
  const chosen = entries[Math.min(active, entries.length - 1)];

  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (event.nativeEvent.isComposing) return;
    if (step !== undefined && entries.length > 0) {
      event.preventDefault();
      setActive((Math.min(active, entries.length - 1) + step + entries.length) % entries.length);
    }
    if (event.key === "Enter") {
      event.preventDefault();
      chosen?.act();
    }
  };

  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      fullScreen={isNarrow}
      size={600}
      yOffset="12vh"
      padding={0}
      attributes={{ content: { "aria-label": t("nav.search") } }}
    >
      <Group gap={4} wrap="nowrap" p="xs" style={{ borderBottom: "1px solid var(--line)" }}>
        <TextInput
          data-autofocus
          variant="unstyled"
          size="md"
          role="combobox"
          aria-expanded
          aria-controls={id}
          aria-activedescendant={chosen && `${id}-${chosen.id}`}
          aria-autocomplete="list"
          aria-label={t("nav.search")}
          placeholder={t("nav.search")}
          leftSection={isSearching ? <Loader size={16} aria-hidden /> : <IconSearch size={18} aria-hidden />}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
          style={{ flex: 1 }}
        />
        <CloseButton size={40} aria-label={t("act.close")} onClick={onClose} />
      </Group>
      <Found
        id={id}
        groups={groups}
        chosen={chosen?.id}
        onHover={(entry) => setActive(entries.findIndex((one) => one.id === entry))}
      />
      <Text role="status" size="sm" c="dimmed" ta="center" py={entries.length === 0 ? "xl" : 0}>
        {entries.length === 0 && !isSearching ? t("palette.nothing") : ""}
      </Text>
    </Modal>
  );
}

function useFound(typed: string, onClose: () => void) {
  const { t } = useTranslation();
  const q = typed.trim();
  const [asked] = useDebouncedValue(q, 120);
  const found = useQuery({ ...searchQuery(asked), enabled: asked !== "", placeholderData: keepPreviousData });
  const known = useQuery({ ...peopleSearchQuery(asked), enabled: asked !== "", placeholderData: keepPreviousData });
  const people = usePeopleEntries(q === "" ? [] : (known.data?.items ?? []), onClose);
  const invitations = useInvitationEntries(q === "" ? undefined : found.data?.items, onClose);
  const places = matching(usePlaceEntries(onClose), q);
  const groups = [
    { label: t(q === "" ? "nav.home" : "palette.invitations"), entries: invitations },
    { label: t("nav.people"), entries: people },
    ...places,
  ];
  return {
    groups: groups.filter(({ entries }) => entries.length > 0),
    isSearching: q !== "" && (q !== asked || found.isFetching || known.isFetching),
  };
}
