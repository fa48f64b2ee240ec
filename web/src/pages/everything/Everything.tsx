import { Skeleton, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Failure } from "~/parts/Failure";
import { Page } from "~/parts/Page";
import type { Filters } from "~/queries/invitations";
import { PAGE_SIZE, rowCount, usePlaces, useSettled } from "~/queries/lists";

import { BulkBar } from "./BulkBar";
import { Cards } from "./Cards";
import { Controls } from "./Controls";
import classes from "./Everything.module.css";
import { FilterPills } from "./FilterPills";
import { type Asking, useAsking } from "./filters";
import { NothingHere } from "./NothingHere";
import { PartlyDoneDialog } from "./PartlyDoneDialog";
import { type Selection, useSelection } from "./selection";
import { Table } from "./Table";
import { useBulk } from "./useBulk";

/** All invitations: found, sorted, and acted on together. */
export function Everything() {
  const { t } = useTranslation("everything");
  const asking = useAsking();
  const settled = useSettled(asking.filters);
  const isNarrow = useMediaQuery("(max-width: 47.99em)", false, { getInitialValueInEffect: false });
  const [isSelecting, setSelecting] = useState(false);
  const selection = useSelection(settled.filters);
  const bulk = useBulk((left) => {
    selection.replace(left);
    setSelecting(left.length > 0);
    // The bar with the button that was pressed is gone: the keyboard goes on from the content, where j and k work.
    document.getElementById("content")?.focus({ preventScroll: true });
  });
  const toggleSelecting = () => {
    if (isSelecting) selection.clear();
    setSelecting(!isSelecting);
  };
  return (
    <Page title={t("title")} width="wide">
      <Controls asking={asking} isNarrow={isNarrow} selecting={{ isOn: isSelecting, toggle: toggleSelecting }} />
      <FilterPills asking={asking} />
      {settled.error !== null ? (
        <Failure error={settled.error} retry={settled.retry} />
      ) : settled.isLoading && settled.filters === asking.filters ? (
        <Coming />
      ) : settled.isEmpty ? (
        <NothingHere asking={asking} />
      ) : (
        <Listing
          filters={settled.filters}
          asking={asking}
          isNarrow={isNarrow}
          isRenewing={settled.filters !== asking.filters}
          selection={selection}
          selecting={{ isOn: isSelecting, begin: () => setSelecting(true) }}
        />
      )}
      <BulkBar selection={selection} bulk={bulk} isDeleted={settled.filters.deleted === true} />
      {bulk.partlyDone !== null && <PartlyDoneDialog outcome={bulk.partlyDone} onClose={bulk.dismiss} />}
    </Page>
  );
}

function Coming() {
  return (
    <div className={classes.coming} aria-hidden>
      {Array.from({ length: 12 }, (_, row) => (
        <Skeleton key={row} height={20} />
      ))}
    </div>
  );
}

interface ListingProps {
  filters: Filters;
  asking: Asking;
  isNarrow: boolean;
  isRenewing: boolean;
  selection: Selection;
  selecting: { isOn: boolean; begin: () => void };
}

function Listing({ filters, asking, isNarrow, isRenewing, selection, selecting }: ListingProps) {
  const { t } = useTranslation("everything");
  const navigate = useNavigate();
  const isDeleted = filters.deleted === true;
  const label = t(isDeleted ? "list_deleted" : "list");
  return (
    <div className={classes.listing} data-renewing={isRenewing || undefined} aria-busy={isRenewing}>
      <HowMany filters={filters} />
      {isNarrow ? (
        <Cards filters={filters} isDeleted={isDeleted} selection={selection} selecting={selecting} label={label} />
      ) : (
        <Table
          filters={filters}
          sort={asking.wanted.sort}
          isDeleted={isDeleted}
          selection={selection}
          label={label}
          onSort={(sort) => asking.ask({ sort })}
          onOpen={({ id }) => void navigate({ to: "/invitations/$invitationId", params: { invitationId: id } })}
        />
      )}
    </div>
  );
}

function HowMany({ filters }: { filters: Filters }) {
  const { t } = useTranslation("everything");
  const places = usePlaces(filters);
  const isWhole = places.lastRows !== null;
  const count = isWhole ? rowCount(places) : (places.starts.length - 1) * PAGE_SIZE;
  return (
    // Said aloud where it is an answer; while the list grows under the scroll it would only chatter.
    <Text size="sm" c="dimmed" aria-live={isWhole ? "polite" : "off"} className={`numbers ${classes.count}`}>
      {count > 0 && t(isWhole ? "how_many" : "how_many_at_least", { count })}
    </Text>
  );
}
