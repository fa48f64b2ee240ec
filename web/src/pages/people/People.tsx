import { Button, Skeleton, Stack } from "@mantine/core";
import { IconSearch, IconUserPlus } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Failure } from "~/parts/Failure";
import { LateText } from "~/parts/LateText";
import { AnchorLink } from "~/parts/links";
import { Page } from "~/parts/Page";
import { peopleQuery } from "~/queries/contacts";

import { groupedPeople } from "./groups";
import { NewPerson } from "./NewPerson";
import { Nobody } from "./Nobody";
import { PeopleGroup } from "./PeopleGroup";
import classes from "./people.module.css";

/** Whom one meant to keep: who is due first, then whoever comes up, then the rest. */
export function People() {
  const { t } = useTranslation("people");
  const { q = "", deleted: isBin = false } = useSearch({ from: "/signed-in/people" });
  const navigate = useNavigate({ from: "/people" });
  const [isAdding, setAdding] = useState(false);
  const people = useInfiniteQuery(peopleQuery({ q, deleted: isBin }));
  const items = people.data?.pages.flatMap((page) => page.items) ?? [];
  const groups = groupedPeople(items, isBin);
  const isBare = people.data !== undefined && items.length === 0 && q === "" && !isBin;
  return (
    <Page
      title={t(isBin ? "bin.title" : "title")}
      about={t(isBin ? "bin.about" : "about")}
      acts={
        !isBin &&
        !isBare && (
          <Button leftSection={<IconUserPlus size={17} aria-hidden />} h={40} onClick={() => setAdding(true)}>
            {t("add.act")}
          </Button>
        )
      }
    >
      {!isBare && (
        <LateText
          type="search"
          size="md"
          mb="lg"
          aria-label={t("search")}
          placeholder={t("search_hint")}
          leftSection={<IconSearch size={17} aria-hidden />}
          maxLength={1_000}
          value={q}
          onChange={(words) => void navigate({ search: (now) => ({ ...now, q: words || undefined }), replace: true })}
        />
      )}
      {people.error !== null && people.data === undefined && (
        <Failure error={people.error} retry={() => void people.refetch()} />
      )}
      {people.isPending && <Waiting />}
      {people.data !== undefined && items.length === 0 && (
        <Nobody isSearch={q !== ""} isBin={isBin} add={() => setAdding(true)} />
      )}
      {groups.map((group) => (
        <PeopleGroup key={group.code} group={group} />
      ))}
      {people.hasNextPage && (
        <Button variant="default" loading={people.isFetchingNextPage} onClick={() => void people.fetchNextPage()}>
          {t("more")}
        </Button>
      )}
      {people.data !== undefined && !isBare && (
        <p className={classes.bin}>
          <AnchorLink to="/people" search={{ deleted: isBin ? undefined : true }} size="sm" c="dimmed">
            {t(isBin ? "bin.back" : "bin.show")}
          </AnchorLink>
        </p>
      )}
      {isAdding && <NewPerson onClose={() => setAdding(false)} />}
    </Page>
  );
}

function Waiting() {
  const { t } = useTranslation();
  return (
    <Stack gap={10} aria-busy aria-label={t("loading")}>
      <Skeleton height={22} width={140} radius="sm" />
      <Skeleton height={76} radius="lg" />
      <Skeleton height={76} radius="lg" />
    </Stack>
  );
}
