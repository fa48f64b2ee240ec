import { Badge, Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { FactList } from "~/parts/in-place/FactRow";
import type { FieldName } from "~/parts/invitation-form/fields";
import { Moment } from "~/parts/Moment";
import type { Invitation } from "~/queries/invitations";

import { Fact } from "./Fact";
import { isEmpty, useFieldWords } from "~/parts/invitation-form/fieldWords";

const OF_THE_INTERVIEW: readonly FieldName[] = ["company", "role", "interview_at", "format", "location"];
const OF_THE_CLOCK: readonly FieldName[] = ["received_at", "respond_by"];
const OF_THE_CONTACT: readonly FieldName[] = ["contact_name", "contact_email", "medium"];
const OF_THE_NOTES: readonly FieldName[] = ["notes", "tags"];
const OFTEN_ADDED: readonly FieldName[] = ["job_url", "salary"];
const FURTHER: readonly FieldName[] = [...OFTEN_ADDED, "source", "external_id"];

/** What is shown even while it is empty, because most people will want to fill it in. */
const ALWAYS: ReadonlySet<FieldName> = new Set([
  "company",
  "role",
  "interview_at",
  "received_at",
  "respond_by",
  "contact_name",
  "notes",
]);

/** Everything that is known of an invitation, each fact edited where it stands. */
export function Facts({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation("invitation");
  const [added, setAdded] = useState<FieldName | null>(null);
  const isShown = (name: FieldName) =>
    ALWAYS.has(name) || name === added || (!isEmpty(invitation[name]) && !isOfThread(name, invitation));
  const part = (title: string, names: readonly FieldName[]) => {
    const shown = names.filter(isShown);
    if (shown.length === 0) return null;
    return (
      <Part key={title} title={title}>
        {shown.map((name) => (
          <Fact
            key={`${name}-${name === added}`}
            name={name}
            invitation={invitation}
            isAdded={name === added}
            onDone={() => setAdded(null)}
          >
            {shownAs(name, invitation)}
          </Fact>
        ))}
      </Part>
    );
  };
  const missing = [...OF_THE_INTERVIEW, ...OF_THE_CONTACT, ...OF_THE_NOTES, ...OFTEN_ADDED].filter(
    (name) => !isShown(name),
  );
  return (
    <Stack gap="xl" component="section" aria-label={t("facts.title")}>
      {part(t("facts.interview"), OF_THE_INTERVIEW)}
      {part(t("facts.clock"), OF_THE_CLOCK)}
      {part(t("facts.contact"), OF_THE_CONTACT)}
      {part(t("facts.notes"), OF_THE_NOTES)}
      {part(t("facts.further"), FURTHER)}
      {missing.length > 0 && <Missing names={missing} onAdd={setAdded} />}
    </Stack>
  );
}

/** Its messages stand beside it: that it was recorded from one says nothing more. */
function isOfThread(name: FieldName, { source, external_id: number }: Invitation): boolean {
  return name === "source" && (source === "mail" || source === "calendar") && number === null;
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <Title order={2} fz="h5" mb={4}>
        {title}
      </Title>
      <FactList>{children}</FactList>
    </div>
  );
}

/** What isn't known yet, each a button that opens it to be written. */
function Missing({ names, onAdd }: { names: readonly FieldName[]; onAdd: (name: FieldName) => void }) {
  const { t } = useTranslation("invitation");
  const words = useFieldWords();
  return (
    <Group gap={8} role="group" aria-label={t("facts.add")}>
      {names.map((name) => (
        <Button
          key={name}
          variant="default"
          fw={500}
          h={40}
          leftSection={<IconPlus size={15} aria-hidden />}
          aria-label={t("fact.add", { field: words.label(name) })}
          onClick={() => onAdd(name)}
        >
          {words.label(name)}
        </Button>
      ))}
    </Group>
  );
}

function shownAs(name: FieldName, invitation: Invitation): ReactNode {
  if (name === "respond_by") return <Deadline invitation={invitation} />;
  if (name !== "tags" || invitation.tags.length === 0) return undefined;
  return (
    <Group gap={6} component="span">
      {invitation.tags.map((tag) => (
        <Badge key={tag} variant="default" tt="none" fw={500} component="span">
          {tag}
        </Badge>
      ))}
    </Group>
  );
}

/** The deadline, and who set it: only the employer's own is edited here. */
function Deadline({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation("vocabulary");
  return (
    <>
      <Moment at={invitation.respond_by} />
      <Text component="span" size="sm" c="dimmed">
        {" "}
        · {t(`basis.${invitation.respond_by_basis}`)}
      </Text>
    </>
  );
}
