import "@mantine/charts/styles.css";

import { BarChart } from "@mantine/charts";

export type Pattern = "solid" | "hatched" | "dotted";

export interface Series {
  name: string;
  label: string;
  pattern: Pattern;
}

interface Props {
  /** Each with its `label` and one number for each series. */
  rows: readonly (Record<string, number> | { label: string })[];
  series: readonly Series[];
  height: number;
  /** Bars that lie, for a narrow screen. */
  isLying: boolean;
}

const COLOURS: Record<Pattern, string> = {
  solid: "var(--mantine-primary-color-filled)",
  hatched: "var(--attention-ghosting)",
  dotted: "var(--text-quiet)",
};

/** Bars that differ by their pattern as well as by their colour. It comes with a large library: load it lazily. */
export default function Bars({ rows, series, height, isLying }: Props) {
  return (
    <BarChart
      h={height}
      data={rows as Record<string, number | string>[]}
      dataKey="label"
      type={series.length > 1 ? "stacked" : "default"}
      orientation={isLying ? "vertical" : "horizontal"}
      series={series.map(({ name, label, pattern }) => ({ name, label, color: COLOURS[pattern] }))}
      barProps={({ name }) => {
        const { pattern } = series.find((one) => one.name === name) ?? { pattern: "solid" as const };
        return {
          fill: pattern === "solid" ? COLOURS.solid : `url(#bars-${pattern})`,
          stroke: COLOURS[pattern],
          isAnimationActive: false,
        };
      }}
      maxBarWidth={44}
      gridAxis={isLying ? "none" : "x"}
      tickLine="none"
      xAxisProps={{ allowDecimals: false, interval: "preserveStartEnd" }}
      yAxisProps={isLying ? { width: 92, interval: 0 } : { width: 36, allowDecimals: false }}
      withBarValueLabel={series.length === 1}
      // The figure around it says it all to a screen reader; what only moves a pointer needs no stop for the keyboard.
      accessibilityLayer={false}
    >
      <defs>
        <pattern id="bars-hatched" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="2.5" height="6" fill={COLOURS.hatched} />
        </pattern>
        <pattern id="bars-dotted" width="6" height="6" patternUnits="userSpaceOnUse">
          <circle cx="3" cy="3" r="1.1" fill={COLOURS.dotted} />
        </pattern>
      </defs>
    </BarChart>
  );
}
