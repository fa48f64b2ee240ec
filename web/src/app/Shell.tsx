import { ActionIcon, Button, Menu, UnstyledButton } from "@mantine/core";
import { IconDots, IconPlus, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";

import { speak } from "~/i18n";
import { useMe } from "~/queries/account";
import { dueQuery } from "~/queries/invitations";
import { useSendings } from "~/queries/sendings";

import { AccountMenu } from "./AccountMenu";
import { DropAnywhere } from "./dropping/DropAnywhere";
import { useLivePage } from "./live";
import { PAGES } from "./navigation";
import { OfflineNote } from "./OfflineNote";
import { openPalette, Palette } from "./Palette";
import { Shortcuts, useShortcuts } from "./shortcuts";
import classes from "./Shell.module.css";
import { Line, UnderWay } from "./UnderWay";
import { type MenuPage, usePages } from "./usePages";

const OnTheWay = lazy(() => import("./OnTheWay"));

/** What surrounds every page of a signed-in person: the menu, the palette, and the live line to the server. */
export function Shell() {
  const { t } = useTranslation();
  const me = useMe();
  useEffect(() => void speak(me.language), [me.language]);
  useLivePage();
  useShortcuts();
  return (
    <>
      <a href="#content" className={classes.skip}>
        {t("nav.skip")}
      </a>
      <div className={classes.shell}>
        <TopBar />
        <SideBar />
        <main id="content" tabIndex={-1} className={classes.main} style={{ outline: "none" }}>
          <OfflineNote />
          <Sendings />
          {/* Words that are asked for late leave the menu where it is. */}
          <Suspense fallback={<Line />}>
            <Outlet />
          </Suspense>
        </main>
        <TabBar />
      </div>
      <UnderWay />
      <Palette />
      <Shortcuts />
      <DropAnywhere />
    </>
  );
}

/** Replies that are leaving; the code for that comes when there is one. */
function Sendings() {
  return <Suspense>{useSendings().sendings.length > 0 && <OnTheWay />}</Suspense>;
}

function Brand() {
  return (
    <Link to="/" className={classes.brand}>
      <img src="/icon.svg" width={26} height={26} alt="" />
      Replyby
    </Link>
  );
}

function SideBar() {
  const { t } = useTranslation();
  const pressing = usePressing();
  const { pages, waiting } = usePages();
  const counts: Partial<Record<MenuPage["to"], number>> = { "/": pressing, "/messages": waiting };
  return (
    <nav className={classes.side} aria-label={t("nav.label")}>
      <Brand />
      <Button component={Link} to="/record" leftSection={<IconPlus size={17} aria-hidden />} mb={6}>
        {t("nav.record")}
      </Button>
      <Button
        variant="default"
        c="dimmed"
        fw={400}
        justify="flex-start"
        leftSection={<IconSearch size={16} aria-hidden />}
        onClick={openPalette}
        mb="sm"
      >
        {t("nav.search")}
      </Button>
      {pages.map(({ to, words, icon: Icon }) => (
        <Link key={to} to={to} className={classes.link} activeOptions={{ exact: to === "/" }}>
          <Icon size={18} stroke={1.7} aria-hidden />
          {t(words)}
          <Count count={counts[to] ?? 0} />
        </Link>
      ))}
      <div style={{ marginTop: "auto" }}>
        <AccountMenu />
      </div>
    </nav>
  );
}

function Count({ count }: { count: number }) {
  return count === 0 ? null : <span className={classes.count}>{count > 999 ? "999+" : count}</span>;
}

function TopBar() {
  const { t } = useTranslation();
  return (
    <header className={classes.top}>
      <Brand />
      <ActionIcon variant="subtle" color="gray" size={40} aria-label={t("nav.search")} onClick={openPalette}>
        <IconSearch size={20} aria-hidden />
      </ActionIcon>
    </header>
  );
}

/** The menu of a telephone: four places under the thumb, the rest behind "More". */
function TabBar() {
  const { t } = useTranslation();
  const [home, everything, calendar] = PAGES;
  const { pages } = usePages();
  const tab = ({ to, short, icon: Icon }: MenuPage) => (
    <Link key={to} to={to} className={classes.tab} activeOptions={{ exact: to === "/" }}>
      <Icon size={22} stroke={1.6} aria-hidden />
      {t(short)}
    </Link>
  );
  return (
    <nav className={classes.tabs} aria-label={t("nav.label")}>
      {tab(home)}
      {tab(everything)}
      <Link to="/record" className={classes.tab}>
        <IconPlus size={22} aria-hidden />
        {t("nav.record_short")}
      </Link>
      {tab(calendar)}
      <Menu position="top-end" shadow="md">
        <Menu.Target>
          <UnstyledButton className={classes.tab}>
            <IconDots size={22} aria-hidden />
            {t("nav.more")}
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {pages.slice(3).map(({ to, words, icon: Icon }) => (
            <Menu.Item key={to} component={Link} to={to} leftSection={<Icon size={18} aria-hidden />}>
              {t(words)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <AccountMenu.Items />
        </Menu.Dropdown>
      </Menu>
    </nav>
  );
}

function usePressing(): number {
  const { data } = useQuery(dueQuery);
  if (data === undefined) return 0;
  return data.counts.ghosting + data.counts.overdue + data.counts.due_soon;
}
