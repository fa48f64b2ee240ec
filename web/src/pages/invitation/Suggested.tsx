import { Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useActs, useRefused } from "~/acts/useActs";
import { useFieldWords } from "~/parts/invitation-form/fieldWords";
import { sayWithUndo } from "~/parts/Undo";
import { type Invitation, invitationQuery, useEditInvitation } from "~/queries/invitations";
import { stepsQuery } from "~/queries/steps";

import { type Suggestion, suggestionsOf } from "./suggestions";
import type { HistoryEvent } from "./timeline";

interface SuggestedProps {
  event: HistoryEvent;
  invitationId: string;
  /** No later message has come. */
  isLatest: boolean;
}

/** What a message seems to say of the invitation: shown, and taken over at the person's word alone. */
export function Suggested({ event, invitationId, isLatest }: SuggestedProps) {
  const { t } = useTranslation("invitation");
  const words = useFieldWords();
  const { data: invitation } = useQuery(invitationQuery(invitationId));
  return suggestionsOf(event.detail.suggests).map((suggestion) => (
    <Group key={JSON.stringify(suggestion)} gap="xs" mt={4}>
      <Text size="sm">
        {suggestion.what === "turn"
          ? t(`suggests.${suggestion.turn}`)
          : t(`suggests.${suggestion.field}`, { when: words.value(suggestion.field, suggestion.value) })}
      </Text>
      {isLatest && invitation !== undefined && <Take suggestion={suggestion} invitation={invitation} />}
    </Group>
  ));
}

interface Props {
  suggestion: Suggestion;
  invitation: Invitation;
}

function Take({ suggestion, invitation }: Props) {
  return suggestion.what === "turn" ? (
    <TakeTurn turn={suggestion.turn} invitation={invitation} />
  ) : (
    <TakeTime suggestion={suggestion} invitation={invitation} />
  );
}

const FILED = { cancellation: "cancelled_by_employer", rejection: "closed", offer: null } as const;

function TakeTurn({ turn, invitation }: { turn: keyof typeof FILED; invitation: Invitation }) {
  const { t } = useTranslation("invitation");
  const { data: steps } = useQuery(stepsQuery(invitation.id));
  const acts = useActs();
  const refused = useRefused();
  const status = FILED[turn];
  if (status === null || steps?.permitted_statuses.includes(status) !== true) return null;
  return (
    <TakeButton
      words={t(`act.file.${status}`)}
      onClick={() => void acts.file(invitation, status).catch((error: unknown) => refused(error as Error))}
    />
  );
}

function TakeTime({
  suggestion,
  invitation,
}: {
  suggestion: Extract<Suggestion, { what: "time" }>;
  invitation: Invitation;
}) {
  const { t } = useTranslation("invitation");
  const words = useFieldWords();
  const edit = useEditInvitation();
  const refused = useRefused();
  const { field, value } = suggestion;
  if (isTaken(suggestion, invitation, words)) return null;
  // A deadline that nobody named goes back to the account's rule.
  const before = field === "respond_by" && invitation.respond_by_basis !== "stated" ? null : invitation[field];

  async function take() {
    try {
      const { id, version } = await edit.mutateAsync({
        id: invitation.id,
        version: invitation.version,
        changes: { [field]: value },
      });
      sayWithUndo(t("suggests.taken", { field: words.label(field), to: words.value(field, value) }), () => {
        void edit
          .mutateAsync({ id, version, changes: { [field]: before } })
          .catch((error: unknown) => refused(error as Error));
      });
    } catch (error) {
      refused(error as Error);
    }
  }
  return <TakeButton words={t("suggests.take")} isBusy={edit.isPending} onClick={() => void take()} />;
}

/** The invitation says so already. A deadline without a time is the end of that day. */
function isTaken(
  { field, value }: Extract<Suggestion, { what: "time" }>,
  invitation: Invitation,
  words: ReturnType<typeof useFieldWords>,
): boolean {
  const now = invitation[field];
  if (now === null) return false;
  if (value.includes("T")) return new Date(now).getTime() === new Date(value).getTime();
  const day = words.value(field, value);
  return invitation.respond_by_basis === "stated" && words.value(field, now).startsWith(day);
}

function TakeButton({ words, isBusy = false, onClick }: { words: string; isBusy?: boolean; onClick: () => void }) {
  return (
    <Button variant="default" size="compact-sm" h={32} loading={isBusy} onClick={onClick}>
      {words}
    </Button>
  );
}
