import { Button, Group, Stack, Text, Title, VisuallyHidden } from "@mantine/core";
import { IconAlertTriangle, IconBulb, IconCircleCheck, IconHandStop } from "@tabler/icons-react";
import type { Ref } from "react";
import { useTranslation } from "react-i18next";

import type { Schemas } from "~/api/client";

import classes from "./compose.module.css";
import { marksWords, nameOf, type Placed } from "./spans";
import type { Stale } from "./staleness";

const ICONS = { block: IconHandStop, warn: IconAlertTriangle, hint: IconBulb } as const;

interface Props {
  ref: Ref<HTMLHeadingElement>;
  text: string;
  placed: readonly Placed[];
  active: string | null;
  /** Words that can't go out as they are chosen aren't said to be ready. */
  stale: Stale | null;
  isReviewed: boolean;
  isCurrent: boolean;
  goTo: (one: Placed) => void;
  goOn: () => void;
  mend: (one: Placed) => void;
}

/** What the review noticed: why it matters, and what would be better. */
export function Findings({ ref, text, placed, active, stale, isReviewed, isCurrent, goTo, goOn, mend }: Props) {
  const { t } = useTranslation("compose");
  const isWaiting = stale === "writing";
  if (!isReviewed || (stale !== null && !isWaiting && placed.length === 0)) return null;
  const current = placed.find((one) => nameOf(one) === active);
  return (
    <Stack
      component="section"
      gap="xs"
      aria-labelledby="findings"
      aria-busy={isWaiting || undefined}
      className={classes.review}
    >
      <VisuallyHidden role="status">{current?.finding.why}</VisuallyHidden>
      <Group justify="space-between" mih={40}>
        <Title order={2} fz="sm" fw={600} id="findings" ref={ref} tabIndex={-1} style={{ outline: "none" }}>
          {placed.length === 0 ? (
            <Group component="span" gap={8} c="var(--attention-on_track)">
              <IconCircleCheck size={20} aria-hidden />
              {t("findings.none")}
            </Group>
          ) : (
            t("findings.count", { count: placed.length })
          )}
        </Title>
        {placed.length > 0 && (
          <Button variant="subtle" size="compact-sm" h={40} onClick={goOn} aria-keyshortcuts="F8">
            {t("findings.next")}
            <Text component="span" size="xs" c="dimmed" ml={6} visibleFrom="sm" aria-hidden>
              F8
            </Text>
          </Button>
        )}
      </Group>
      <ul className={classes.findings}>
        {placed.map((one) => (
          <Finding
            key={nameOf(one)}
            one={one}
            isActive={nameOf(one) === active}
            show={marksWords(one, text) ? () => goTo(one) : undefined}
            mend={one.finding.edit != null ? () => mend(one) : undefined}
            isCurrent={isCurrent}
          />
        ))}
      </ul>
    </Stack>
  );
}

interface RowProps {
  one: Placed;
  isActive: boolean;
  isCurrent: boolean;
  show: (() => void) | undefined;
  mend: (() => void) | undefined;
}

function Finding({ one: { finding }, isActive, isCurrent, show, mend }: RowProps) {
  const { t } = useTranslation("compose");
  const { t: word } = useTranslation("vocabulary");
  const Icon = ICONS[finding.severity];
  return (
    <li className={`${classes.finding} ${classes[finding.severity]}`} data-active={isActive || undefined}>
      <Icon size={20} className={classes.severity} aria-hidden />
      <Stack gap={4} style={{ minWidth: 0 }}>
        <Text size="sm" className={classes.excerpt}>
          <Text component="span" inherit fw={600} className={classes.severity}>
            {word(`severity.${finding.severity}`)}
          </Text>
          {show !== undefined && <> · {t("findings.excerpt", { excerpt: finding.excerpt })}</>}
        </Text>
        <Text size="sm">{finding.why}</Text>
        {finding.suggestion !== null && finding.suggestion !== finding.edit?.text && (
          <Text size="sm" c="dimmed">
            {finding.suggestion}
          </Text>
        )}
        {(show ?? mend) !== undefined && (
          <Group gap={6} mt={4}>
            {mend !== undefined && (
              <Button size="compact-sm" h={40} variant="light" disabled={!isCurrent} onClick={mend}>
                <MendWords edit={finding.edit} />
              </Button>
            )}
            {show !== undefined && (
              <Button size="compact-sm" h={40} variant="subtle" color="gray" onClick={show}>
                {t("findings.show")}
              </Button>
            )}
          </Group>
        )}
      </Stack>
    </li>
  );
}

const LONGEST = 40;

/** Says what a click will do: leave something out, or put other words there. */
function MendWords({ edit }: { edit: Schemas["EditView"] | null | undefined }) {
  const { t } = useTranslation("compose");
  const words = edit?.text.trim() ?? "";
  if (words === "") return edit?.text === "" ? t("findings.leave_out") : t("findings.put_right");
  return words.length > LONGEST || words.length < 3 ? t("findings.put_right") : t("findings.write", { words });
}
