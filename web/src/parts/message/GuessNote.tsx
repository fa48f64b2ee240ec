import { Group, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconCircleCheck, IconCircleDashed, IconHelpCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { FieldName } from "~/parts/invitation-form/fields";
import type { Candidate } from "~/queries/intake";

import classes from "./Message.module.css";

const ICONS = { sure: IconCircleCheck, likely: IconCircleDashed, guess: IconHelpCircle } as const;
const MOST_OTHERS = 6;

interface Props {
  name: FieldName;
  /** The candidate that stands in the field; none where the person wrote something else. */
  taken: Candidate | null;
  others: readonly Candidate[];
  /** A candidate as it would be written. */
  say: (candidate: Candidate) => string;
  /** Point at its place in the message. */
  onShow: (candidate: Candidate) => void;
  /** Point at it, and open the message where that is closed. */
  onOpen: () => void;
  onUse: (candidate: Candidate) => void;
}

/** What a field's value rests on: how sure it is, the words that say so, and what else it might be. */
export function GuessNote({ name, taken, others, say, onShow, onOpen, onUse }: Props) {
  const { t } = useTranslation("record");
  const Icon = taken === null ? null : ICONS[taken.confidence];
  const field = t(`field.${name}`);
  const found = (candidate: Candidate) => {
    const { source, excerpt } = candidate.evidence;
    const how = t(`guess.${candidate.confidence}`);
    // What a program wrote for programs isn't quoted to a person.
    if (source === "calendar" || source === "markup") return t(`guess.in_${source}`, { how });
    return excerpt === say(candidate) ? how : t("guess.found_at", { how, excerpt });
  };
  return (
    <Stack gap={4} align="flex-start">
      {taken !== null && Icon !== null && (
        <UnstyledButton className={classes.guess} onClick={onOpen} onMouseEnter={() => onShow(taken)} title={taken.why}>
          <Icon size={15} aria-hidden />
          <span>{found(taken)}</span>
        </UnstyledButton>
      )}
      {others.length > 0 && (
        <Group gap={6} role="group" aria-label={t("guess.other", { field })}>
          <Text span size="xs" c="dimmed" aria-hidden>
            {t("guess.or")}
          </Text>
          {others.slice(0, MOST_OTHERS).map((other) => (
            <UnstyledButton
              key={other.value}
              className={classes.choice}
              onClick={() => onUse(other)}
              onMouseEnter={() => onShow(other)}
              onFocus={() => onShow(other)}
            >
              {say(other)}
            </UnstyledButton>
          ))}
        </Group>
      )}
    </Stack>
  );
}
