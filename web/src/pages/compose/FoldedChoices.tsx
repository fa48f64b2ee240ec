import { Box, Button, Collapse, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconAdjustmentsHorizontal, IconChevronDown } from "@tabler/icons-react";
import { type Ref, useId } from "react";
import { useTranslation } from "react-i18next";

import type { Invitation } from "~/queries/invitations";
import { LETTER_LANGUAGES, letterLanguage } from "~/text/languages";

import { Choices } from "./Choices";
import classes from "./compose.module.css";
import { kindsFor } from "./start";
import { givesReason, type Wish } from "./wish";

interface Props {
  ref: Ref<HTMLElement>;
  invitation: Invitation;
  wish: Wish;
  choose: (changes: Partial<Wish>) => void;
  errors: Readonly<Record<string, string>>;
  /** Whether they are unfolded, where they fold. */
  isOpen: boolean;
  setOpen: (isOpen: boolean) => void;
  showLetter: () => void;
}

/** The choices, beside the letter where there is room, else above it and folded into one line. */
export function FoldedChoices({ ref, invitation, wish, choose, errors, isOpen, setOpen, showLetter }: Props) {
  const { t } = useTranslation("compose");
  const isWide = useMediaQuery("(min-width: 62em)", true, { getInitialValueInEffect: false });
  const id = useId();
  const kinds = kindsFor(invitation, wish.kind);
  const shown = kinds.includes(wish.kind) ? kinds : [...kinds, wish.kind];
  const choices = <Choices kinds={shown} wish={wish} choose={choose} errors={errors} />;
  if (isWide) {
    return (
      <section ref={ref} aria-label={t("choices.title")}>
        {choices}
      </section>
    );
  }
  return (
    <section ref={ref} aria-label={t("choices.title")}>
      <button
        type="button"
        className={classes.summary}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <IconAdjustmentsHorizontal size={18} aria-hidden style={{ flexShrink: 0 }} />
        <Text component="span" inherit truncate style={{ flex: 1 }}>
          <Summary wish={wish} />
        </Text>
        <IconChevronDown size={18} aria-hidden style={{ transform: isOpen ? "rotate(180deg)" : undefined }} />
      </button>
      <Collapse expanded={isOpen} id={id}>
        <Box pt="md">
          {choices}
          <Button
            fullWidth
            size="md"
            mt="lg"
            variant="light"
            onClick={() => {
              setOpen(false);
              showLetter();
            }}
          >
            {t("choices.done")}
          </Button>
        </Box>
      </Collapse>
    </section>
  );
}

function Summary({ wish }: { wish: Wish }) {
  const { t } = useTranslation("vocabulary");
  const language = letterLanguage(wish.language);
  const parts = [
    t(`kind.${wish.kind}`),
    givesReason(wish.kind) ? t(`reason.${wish.reason}`) : null,
    t(`tone.${wish.tone}`),
    language === null ? wish.language : LETTER_LANGUAGES[language],
  ];
  return parts.filter((part) => part !== null).join(" · ");
}
