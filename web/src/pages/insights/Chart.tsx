import { Button, Group, Skeleton, Text } from "@mantine/core";
import { type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";

import classes from "./insights.module.css";

interface Props {
  title: string;
  about?: string;
  /** All that the chart says, in words. */
  spoken: string;
  chart: ReactNode;
  height: number;
  legend?: ReactNode;
  table: ReactNode;
}

/** A chart, and the same as a table for whoever prefers to read. */
export function Chart({ title, about, spoken, chart, height, legend, table }: Props) {
  const { t } = useTranslation("insights");
  const [isTable, setTable] = useState(false);
  return (
    <section className={classes.card}>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
        <div>
          <h2 className={classes.heading}>{title}</h2>
          {about !== undefined && (
            <Text size="sm" c="dimmed">
              {about}
            </Text>
          )}
        </div>
        <Button
          variant="subtle"
          h={40}
          px="xs"
          style={{ flexShrink: 0 }}
          aria-label={`${t(isTable ? "as_chart" : "as_table")}: ${title}`}
          onClick={() => setTable(!isTable)}
        >
          {t(isTable ? "as_chart" : "as_table")}
        </Button>
      </Group>
      {isTable ? (
        table
      ) : (
        <>
          <div role="img" aria-label={spoken} style={{ height, marginTop: 12 }}>
            <Suspense fallback={<Skeleton h={height} />}>{chart}</Suspense>
          </div>
          {legend}
        </>
      )}
    </section>
  );
}
