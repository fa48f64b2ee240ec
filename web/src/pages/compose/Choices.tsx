import { Checkbox, Input, SegmentedControl, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";

import { LETTER_LANGUAGES, letterLanguage } from "~/text/languages";

import classes from "./compose.module.css";
import { Facts } from "./Facts";
import { FIELD } from "./field";
import { givesReason, type Kind, REASONS, TONES, type Wish } from "./wish";

// Dates bring a calendar along, which most letters do without.
const PromisedBy = lazy(() => import("./times/PromisedBy"));
const Slots = lazy(() => import("./times/Slots"));

interface Props {
  kinds: readonly Kind[];
  wish: Wish;
  choose: (changes: Partial<Wish>) => void;
  /** What the server still misses, by field. */
  errors: Readonly<Record<string, string>>;
}

/** What the reply is to say. */
export function Choices({ kinds, wish, choose, errors }: Props) {
  const { t } = useTranslation("compose");
  const { t: word } = useTranslation("vocabulary");
  return (
    <Stack gap="lg">
      <Input.Wrapper labelElement="div" label={t("choices.kind")} error={errors.kind} data-choice="kind">
        <SegmentedControl
          fullWidth
          orientation="vertical"
          mt={6}
          size="md"
          classNames={{ label: classes.segment }}
          aria-label={t("choices.kind")}
          data={kinds.map((kind) => ({ value: kind, label: word(`kind.${kind}`) }))}
          value={wish.kind}
          onChange={(kind) => choose({ kind: kind })}
        />
      </Input.Wrapper>
      <Suspense>
        {wish.kind === "hold" && (
          <div data-choice="promised_by">
            <PromisedBy wish={wish} choose={choose} error={errors.promised_by} />
          </div>
        )}
        {wish.kind === "reschedule" && (
          <div data-choice="slots">
            <Slots wish={wish} choose={choose} error={errors.slots} />
          </div>
        )}
      </Suspense>
      {givesReason(wish.kind) && <WhyNot wish={wish} choose={choose} errors={errors} />}
      <Textarea
        label={givesReason(wish.kind) ? t("choices.details") : t("choices.details_other")}
        description={t("choices.details_hint")}
        placeholder={t("choices.details_example")}
        {...FIELD}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={2000}
        value={wish.details}
        error={errors.details}
        data-choice="details"
        onChange={(event) => choose({ details: event.currentTarget.value })}
      />
      <Input.Wrapper labelElement="div" label={t("choices.tone")}>
        <SegmentedControl
          fullWidth
          mt={6}
          size="md"
          classNames={{ label: classes.segment }}
          aria-label={t("choices.tone")}
          data={TONES.map((tone) => ({ value: tone, label: word(`tone.${tone}`) }))}
          value={wish.tone}
          onChange={(tone) => choose({ tone })}
        />
      </Input.Wrapper>
      <Input.Wrapper labelElement="div" label={t("choices.language")} error={errors.language} data-choice="language">
        <SegmentedControl
          fullWidth
          mt={6}
          size="md"
          classNames={{ label: classes.narrowSegment }}
          aria-label={t("choices.language")}
          data={Object.entries(LETTER_LANGUAGES).map(([value, label]) => ({
            value,
            label: <span lang={value}>{label}</span>,
          }))}
          value={letterLanguage(wish.language) ?? ""}
          onChange={(language) => choose({ language })}
        />
      </Input.Wrapper>
      {givesReason(wish.kind) && <Door wish={wish} choose={choose} errors={errors} />}
    </Stack>
  );
}

type PartProps = Omit<Props, "kinds">;

function WhyNot({ wish, choose, errors }: PartProps) {
  const { t } = useTranslation("compose");
  const { t: word } = useTranslation("vocabulary");
  return (
    <>
      <Select
        label={t("choices.reason")}
        {...FIELD}
        allowDeselect={false}
        checkIconPosition="right"
        maxDropdownHeight={460}
        data={REASONS.map((reason) => ({ value: reason, label: word(`reason.${reason}`) }))}
        value={wish.reason}
        error={errors.reason}
        onChange={(reason) => reason !== null && choose({ reason: reason })}
      />
      <Facts wish={wish} choose={choose} errors={errors} />
    </>
  );
}

function Door({ wish, choose, errors }: PartProps) {
  const { t } = useTranslation("compose");
  return (
    <>
      <Checkbox
        size="md"
        label={t("choices.keep_in_touch")}
        description={t("choices.keep_in_touch_hint")}
        checked={wish.keepInTouch}
        onChange={(event) => choose({ keepInTouch: event.currentTarget.checked })}
      />
      {wish.keepInTouch && (
        <TextInput
          label={t("choices.about")}
          placeholder={t("choices.about_example")}
          {...FIELD}
          maxLength={200}
          value={wish.keepInTouchAbout}
          error={errors.keep_in_touch_about}
          onChange={(event) => choose({ keepInTouchAbout: event.currentTarget.value })}
        />
      )}
      <TextInput
        label={t("choices.referral")}
        placeholder={t("choices.referral_example")}
        {...FIELD}
        maxLength={300}
        value={wish.referral}
        error={errors.referral}
        onChange={(event) => choose({ referral: event.currentTarget.value })}
      />
    </>
  );
}
