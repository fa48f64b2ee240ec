/** Buttons and items of menus that lead to an address of the page, with its parameters checked. */

import { Anchor as Text, type AnchorProps, Button, type ButtonProps, Menu, type MenuItemProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { ComponentPropsWithRef } from "react";

type Anchor = Omit<ComponentPropsWithRef<"a">, "style" | "color">;

export const ButtonLink = createLink((props: ButtonProps & Anchor) => <Button component="a" {...props} />);

export const MenuLink = createLink((props: MenuItemProps & Anchor) => <Menu.Item component="a" {...props} />);

export const AnchorLink = createLink((props: AnchorProps & Anchor) => <Text {...props} />);
