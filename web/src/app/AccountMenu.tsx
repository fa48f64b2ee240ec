import { type MantineColorScheme, Menu, Text, useMantineColorScheme } from "@mantine/core";
import { IconKeyboard, IconLogout, IconMoon, IconSun, IconSunMoon, IconUserCircle } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useMe, useSignOut } from "~/queries/account";
import { forgetKept } from "~/queries/persistence";
import { forgetWords } from "~/queries/words";

import classes from "./Shell.module.css";
import { openShortcuts } from "./shortcuts";

const SCHEMES = [
  { value: "light", icon: IconSun },
  { value: "dark", icon: IconMoon },
  { value: "auto", icon: IconSunMoon },
] as const;

/** The person: colours, shortcuts, signing out. */
export function AccountMenu() {
  const me = useMe();
  return (
    <Menu position="top-start" width={220} shadow="md">
      <Menu.Target>
        <button type="button" className={classes.link} style={{ background: "none", border: 0, cursor: "pointer" }}>
          <IconUserCircle size={20} stroke={1.6} aria-hidden />
          <Text component="span" size="sm" truncate>
            {me.name}
          </Text>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Items />
      </Menu.Dropdown>
    </Menu>
  );
}

function Items() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const signOut = useSignOut();
  const navigate = useNavigate();
  const forgetAndLeave = () => {
    forgetWords();
    void forgetKept().then(() => navigate({ to: "/sign-in", search: {} }));
  };
  return (
    <>
      <Menu.Label>{t("scheme.label")}</Menu.Label>
      <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(value as MantineColorScheme)}>
        {SCHEMES.map(({ value, icon: Icon }) => (
          <Menu.RadioItem key={value} value={value} rightSection={<Icon size={17} aria-hidden />}>
            {t(`scheme.${value}`)}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Divider />
      <Menu.Item leftSection={<IconKeyboard size={17} aria-hidden />} onClick={openShortcuts} visibleFrom="sm">
        {t("nav.shortcuts")}
      </Menu.Item>
      <Menu.Item
        leftSection={<IconLogout size={17} aria-hidden />}
        // The menu closes with the click, and a callback of `mutate` would go with it.
        onClick={() =>
          void signOut
            .mutateAsync()
            .catch(() => undefined)
            .then(forgetAndLeave)
        }
      >
        {t("nav.sign_out")}
      </Menu.Item>
    </>
  );
}

AccountMenu.Items = Items;
