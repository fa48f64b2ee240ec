import { Button, Text } from "@mantine/core";
import { useSessionStorage } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { LEVELS } from "~/parts/Attention";
import { useKeys } from "~/parts/keys";

import { Beside } from "./Beside";
import { type Due, type DueItem, firstOf, grouped } from "./groups";
import { LevelGroup, SnoozedGroup } from "./GroupList";
import type { News } from "./levelNews";
import { type Acting, Row } from "./Row";
import { chosenId, focusPlace, moveBy, placeOf } from "./rowFocus";

/** Nobody decides about more at a sitting; the rest is a click away. */
const AT_FIRST = 30;

/** Everything that is owed, in its groups, then what is beside it; walked through and decided by single keys. */
export function DueList({ due, news }: { due: Due; news: readonly News[] }) {
  const { t } = useTranslation("home");
  const { groups, snoozed } = useMemo(() => grouped(due), [due]);
  // Whoever comes back from an invitation finds the list as long as they left it, and so their place in it.
  const [showsAll, setShowsAll] = useSessionStorage({
    key: "replyby-home-shows-all",
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const { acting, act, done } = useActing();
  const all = groups.reduce((sum, { items }) => sum + items.length, 0);

  const row = (item: DueItem) => (
    <Row
      key={item.id}
      item={item}
      act={acting?.id === item.id ? acting.act : null}
      isNews={news.some(({ id }) => id === item.id)}
      onAct={act}
      onDone={done}
    />
  );
  return (
    <>
      {(showsAll ? groups : firstOf(groups, AT_FIRST)).map((group) => (
        <LevelGroup key={group.code} group={group} row={row} />
      ))}
      {all > AT_FIRST && !showsAll && (
        <Button variant="default" mb="xl" onClick={() => setShowsAll(true)}>
          {t("show_rest", { count: all - AT_FIRST })}
        </Button>
      )}
      {due.more && (showsAll || all <= AT_FIRST) && (
        <Text size="sm" c="dimmed" mb="xl">
          {t("more_than_listed", { count: due.items.length })}{" "}
          <Link to="/everything" search={{ attention: LEVELS.join(","), sort: "respond_by" }}>
            {t("see_all")}
          </Link>
        </Text>
      )}
      {due.also.map((part) => (
        <Beside key={part.code} part={part} />
      ))}
      {snoozed.length > 0 && <SnoozedGroup items={snoozed} row={row} />}
    </>
  );
}

/** Which row is being decided about, by key or by button, and where the focus goes when its row is gone. */
function useActing() {
  const [acting, setActing] = useState<Acting | null>(null);
  const place = useRef(0);
  const act = useCallback((next: Acting | null) => {
    if (next !== null) place.current = placeOf(next.id);
    // Whoever decides nothing goes on where they were.
    else setTimeout(() => document.activeElement === document.body && focusPlace(place.current), 50);
    setActing(next);
  }, []);
  const done = useCallback((id: string) => {
    const stays = placeOf(id);
    const to = stays >= 0 ? stays : place.current;
    // Dialogs and menus give the focus back first, to a button that may be gone.
    setTimeout(() => focusPlace(to), 50);
  }, []);
  const decide = (which: Acting["act"]) => () => {
    const id = chosenId();
    if (id === null) return false;
    act({ id, act: which });
    return true;
  };
  useKeys({
    j: () => moveBy(1),
    k: () => moveBy(-1),
    ArrowDown: () => chosenId() !== null && moveBy(1),
    ArrowUp: () => chosenId() !== null && moveBy(-1),
    r: () => takeNextStep(),
    s: decide("snooze"),
    a: decide("answer"),
  });
  return { acting, act, done };
}

function takeNextStep(): boolean {
  const row = document.activeElement?.closest("[data-invitation]");
  const button = row?.querySelector<HTMLElement>("[data-next-step]");
  button?.click();
  return button !== undefined;
}
