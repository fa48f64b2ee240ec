import { lazy, Suspense } from "react";

import { makeOpening } from "./opening";

const { open, close, useIsOpen } = makeOpening();
const PaletteDialog = lazy(() => import("./palette/PaletteDialog"));

export const openPalette = open;

/** Search and jump, from anywhere. Its code comes when it is first opened. */
export function Palette() {
  const isOpen = useIsOpen();
  return <Suspense>{isOpen && <PaletteDialog onClose={close} />}</Suspense>;
}
