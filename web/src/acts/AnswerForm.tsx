import { Button, Group, Radio, Select, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { type Schemas } from "~/api/client";
import { Failure } from "~/parts/Failure";
import { WhenField } from "~/parts/when/WhenField";
import { useFieldWords } from "~/parts/refusal";
import { useMe } from "~/queries/account";

import { type AnswerDraft, type DraftProblems, emptyDraft, readDraft, saysWhy } from "./answerDraft";
import { REASONS } from "./reasons";

interface Props {
  /** The answers to choose from: those that the server permits, at least one. */
  kinds: readonly Schemas["ReplyKind"][];
  /** Notes the answer; what the server refuses is shown beside the field. */
  onAnswer: (answer: Schemas["AnswerPut"]) => Promise<unknown>;
  onCancel: () => void;
}

/** How and when an invitation was answered outside Replyby. */
export function AnswerForm({ kinds, onAnswer, onCancel }: Props) {
  const { t, i18n } = useTranslation();
  const { time_zone: zone } = useMe();
  const [draft, setDraft] = useState(() => emptyDraft(kinds[0] ?? "decline"));
  const [problems, setProblems] = useState<DraftProblems>({});
  const [failure, setFailure] = useState<Error>();
  const [isBusy, setIsBusy] = useState(false);
  const refused = useFieldWords()(failure);
  const errorAt = (field: keyof DraftProblems) => problems[field] && t(`when.problem.${problems[field]}`);

  const change = (changes: Partial<AnswerDraft>) => {
    setDraft({ ...draft, ...changes });
    setProblems({});
  };
  const submit = () => {
    const read = readDraft(draft, { zone, language: i18n.language });
    if ("problems" in read) {
      setProblems(read.problems);
      return;
    }
    setIsBusy(true);
    onAnswer(read.answer)
      .catch(setFailure)
      .finally(() => setIsBusy(false));
  };

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack>
        <What kinds={kinds} draft={draft} change={change} error={refused.kind} />
        {draft.kind === "hold" && (
          <WhenField
            label={t("answered.promised_by")}
            description={
              <Text size="xs" c="dimmed">
                {t("answered.end_of_day")}
              </Text>
            }
            value={draft.promisedBy}
            onChange={(promisedBy) => change({ promisedBy })}
            zone={zone}
            error={errorAt("promised_by") ?? refused.promised_by}
          />
        )}
        {saysWhy(draft) && <Why draft={draft} change={change} error={refused.reason} />}
        <WhenField
          label={`${t("answered.when")} (${t("optional")})`}
          description={
            <Text size="xs" c="dimmed">
              {t("answered.just_now")}
            </Text>
          }
          value={draft.answeredAt}
          onChange={(answeredAt) => change({ answeredAt })}
          zone={zone}
          lean="back"
          error={errorAt("answered_at") ?? refused.answered_at}
        />
        <Textarea
          label={`${t("answered.note")} (${t("optional")})`}
          value={draft.note}
          onChange={(event) => change({ note: event.currentTarget.value })}
          autosize
          minRows={2}
          maxRows={8}
          error={refused.note}
        />
        {failure !== undefined && Object.keys(refused).length === 0 && <Failure error={failure} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t("act.cancel")}
          </Button>
          <Button type="submit" loading={isBusy}>
            {t("answered.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface PartProps {
  draft: AnswerDraft;
  change: (changes: Partial<AnswerDraft>) => void;
  error?: string;
}

function What({ kinds, draft, change, error }: PartProps & Pick<Props, "kinds">) {
  const { t } = useTranslation();
  return (
    <Radio.Group label={t("answered.how")} value={draft.kind} onChange={(kind) => change({ kind })} error={error}>
      <Stack gap={0} mt={4}>
        {kinds.map((kind) => (
          <Radio
            key={kind}
            value={kind}
            label={t(`answered.kind.${kind}`)}
            data-autofocus={kind === draft.kind || undefined}
            styles={{ body: { minHeight: 40, alignItems: "center" }, labelWrapper: { flex: 1 } }}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}

function Why({ draft, change, error }: PartProps) {
  const { t } = useTranslation(["common", "vocabulary"]);
  return (
    <Select
      label={`${t("answered.reason")} (${t("optional")})`}
      data={REASONS.map((value) => ({ value, label: t(`vocabulary:reason.${value}`) }))}
      value={draft.reason}
      onChange={(reason) => change({ reason })}
      error={error}
      size="md"
      clearable
    />
  );
}
