import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense } from "react";

import { useKeys } from "~/parts/keys";
import { undoLast } from "~/parts/Undo";

import { PAGES, WAITING_PAGE } from "./navigation";
import { makeOpening } from "./opening";
import { openPalette } from "./Palette";

const { open, close, useIsOpen } = makeOpening();
const ShortcutsDialog = lazy(() => import("./ShortcutsDialog"));

export const openShortcuts = open;

/** The keys that work everywhere. Those of one page are bound by that page. */
export function useShortcuts(): void {
  const navigate = useNavigate();
  useKeys({
    "mod+k": openPalette,
    "/": openPalette,
    "?": openShortcuts,
    n: () => void navigate({ to: "/record" }),
    u: () => void undoLast(),
    ...Object.fromEntries([...PAGES, WAITING_PAGE].map(({ to, key }) => [`g ${key}`, () => void navigate({ to })])),
  });
}

/** All keys at a glance. */
export function Shortcuts() {
  const isOpen = useIsOpen();
  return <Suspense>{isOpen && <ShortcutsDialog onClose={close} />}</Suspense>;
}
