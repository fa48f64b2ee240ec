import { Input, SegmentedControl, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { LETTER_LANGUAGES, type LetterLanguage } from "~/text/languages";

import { type CheckInWish, TONES } from "./checkInWish";

interface Props {
  wish: CheckInWish;
  choose: (changes: Partial<CheckInWish>) => void;
}

/** How the lines are to sound, in which language, and a sentence of one's own. */
export function CheckInChoices({ wish, choose }: Props) {
  const { t } = useTranslation(["people", "vocabulary"]);
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        <Input.Wrapper labelElement="div" label={t("people:check_in.tone")}>
          <SegmentedControl
            fullWidth
            mt={4}
            size="md"
            aria-label={t("people:check_in.tone")}
            data={TONES.map((tone) => ({ value: tone, label: t(`vocabulary:tone.${tone}`) }))}
            value={wish.tone}
            onChange={(tone) => choose({ tone })}
          />
        </Input.Wrapper>
        <Input.Wrapper labelElement="div" label={t("people:check_in.language")}>
          <SegmentedControl
            fullWidth
            mt={4}
            size="md"
            aria-label={t("people:check_in.language")}
            data={(Object.keys(LETTER_LANGUAGES) as LetterLanguage[]).map((language) => ({
              value: language,
              label: <span lang={language}>{LETTER_LANGUAGES[language]}</span>,
            }))}
            value={wish.language}
            onChange={(language) => choose({ language })}
          />
        </Input.Wrapper>
      </SimpleGrid>
      <TextInput
        size="md"
        label={t("people:check_in.details")}
        placeholder={t("people:check_in.details_example")}
        maxLength={500}
        value={wish.details}
        onChange={(event) => choose({ details: event.currentTarget.value })}
      />
    </Stack>
  );
}
