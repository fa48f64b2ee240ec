import { Button, Group, NativeSelect, Stack, Textarea, UnstyledButton } from "@mantine/core";
import { IconCheck, IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Schemas } from "~/api/client";
import { useFieldWords, useProblemWords } from "~/parts/refusal";
import { DayField } from "~/parts/when/DayField";
import { useMe } from "~/queries/account";
import type { Contact } from "~/queries/contacts";

import { MEDIA } from "./fields";
import classes from "./people.module.css";
import { NOTHING_SAID, readSpoken, type SpokenDraft } from "./spoken";
import { usePeopleActs } from "./usePeopleActs";

/** One click says that one spoke just now; a note, another day and how may be added first. */
export function WeSpoke({ contact }: { contact: Contact }) {
  const { t, i18n } = useTranslation(["people", "common", "vocabulary", "record"]);
  const { time_zone: zone } = useMe();
  const acts = usePeopleActs();
  const words = useProblemWords();
  const ofFields = useFieldWords();
  const [draft, setDraft] = useState(NOTHING_SAID);
  const [isOpen, setOpen] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const write = (changes: Partial<SpokenDraft>) => {
    setErrors({});
    setDraft({ ...draft, ...changes });
  };
  const submit = async () => {
    const read = readSpoken(draft, { zone, language: i18n.language });
    if ("problem" in read) {
      setErrors({ spoke_at: t(`common:when.problem.${read.problem}`) });
      return;
    }
    setBusy(true);
    try {
      await acts.spoke(contact, read.spoken);
      setDraft(NOTHING_SAID);
      setOpen(false);
    } catch (refusal) {
      const fields = ofFields(refusal as Error);
      setErrors(Object.keys(fields).length > 0 ? fields : { note: words(refusal as Error) });
      if (fields.spoke_at !== undefined) setOpen(true);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      noValidate
      aria-label={t("people:talks.note_one")}
      className={classes.spoke}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Stack gap="sm">
        <Textarea
          label={t("people:talks.note")}
          placeholder={t("people:talks.note_example")}
          size="md"
          autosize
          minRows={1}
          maxRows={8}
          maxLength={5_000}
          value={draft.note}
          error={errors.note}
          onChange={(event) => write({ note: event.currentTarget.value })}
        />
        {isOpen && (
          <>
            <DayField
              label={t("people:talks.when")}
              field={t("people:talks.when")}
              description={t("people:talks.when_hint")}
              size="md"
              zone={zone}
              lean="back"
              value={draft.day}
              error={errors.spoke_at}
              onChange={(day) => write({ day })}
            />
            <NativeSelect
              label={t("people:talks.how")}
              size="md"
              value={draft.medium ?? ""}
              onChange={({ currentTarget: { value } }) =>
                write({ medium: value === "" ? null : (value as Schemas["Medium"]) })
              }
            >
              <option value="">{t("record:unsaid")}</option>
              {MEDIA.map((one) => (
                <option key={one} value={one}>
                  {t(`vocabulary:medium.${one}`)}
                </option>
              ))}
            </NativeSelect>
          </>
        )}
        <Group justify="space-between" gap="xs">
          <UnstyledButton className={classes.unfold} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            <IconChevronDown size={16} aria-hidden style={{ rotate: isOpen ? "180deg" : undefined }} />
            {t("people:talks.more")}
          </UnstyledButton>
          <Button
            type="submit"
            size="md"
            variant="light"
            className={classes.step}
            loading={isBusy}
            leftSection={<IconCheck size={18} aria-hidden />}
          >
            {t("people:act.spoke")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
