/** Calm and plain: one accent, and the four levels of attention in colours that hold 4.5:1 on light and dark. */

import { createTheme, type MantineColorsTuple } from "@mantine/core";

const ink: MantineColorsTuple = [
  "#eef4fa",
  "#dbe6f1",
  "#b5cce3",
  "#8bb0d4",
  "#6797c7",
  "#3f76ad",
  "#2f5d8a",
  "#27507a",
  "#1f4266",
  "#153350",
];

/** Mantine's own dark is neutral; this one lies in the blue of our surfaces (page.css). */
const dark: MantineColorsTuple = [
  "#d3d8df",
  "#b8bfc9",
  "#a4adb9",
  "#737d8a",
  "#3a3f49",
  "#30343c",
  "#22262d",
  "#1d2026",
  "#16181d",
  "#101216",
];

export const theme = createTheme({
  primaryColor: "ink",
  primaryShade: { light: 6, dark: 5 },
  colors: { ink, dark },
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  headings: { fontFamily: "'Inter Variable', system-ui, sans-serif", fontWeight: "620" },
  defaultRadius: "md",
  cursorType: "pointer",
  autoContrast: true,
  focusRing: "auto",
  respectReducedMotion: true,
});
