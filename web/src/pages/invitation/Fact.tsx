import { ActionIcon } from "@mantine/core";
import { IconExternalLink, IconMail } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { FactRow } from "~/parts/in-place/FactRow";
import type { FieldName } from "~/parts/invitation-form/fields";
import type { Invitation } from "~/queries/invitations";
import { mailtoOf } from "~/text/mailto";

import { FieldEditor } from "./FieldEditor";
import { isEmpty, useFieldWords } from "~/parts/invitation-form/fieldWords";
import { useFieldEdit } from "./useFieldEdit";

interface Props {
  name: FieldName;
  invitation: Invitation;
  /** How the value is shown; left out, in plain words. */
  children?: ReactNode;
  /** It is opened to be written, because the person asked to add it. */
  isAdded?: boolean;
  /** After the editing has ended, whichever way. */
  onDone?: () => void;
}

/** One fact of an invitation, edited where it stands. */
export function Fact({ name, invitation, children, isAdded = false, onDone }: Props) {
  const { t } = useTranslation("invitation");
  const words = useFieldWords();
  const edit = useFieldEdit(name, invitation, isAdded, () => onDone?.());
  const label = name === "respond_by" ? t("fact.respond_by") : words.label(name);
  const hasNone = isEmpty(invitation[name]);
  return (
    <FactRow
      label={label}
      editLabel={t("fact.edit", { field: label })}
      begin={edit.begin}
      editor={edit.value === null ? null : <FieldEditor name={name} value={edit.value} edit={edit} />}
      isEmpty={hasNone}
      way={<Way name={name} invitation={invitation} />}
    >
      {children ?? (hasNone ? t("fact.empty") : words.value(name, invitation[name]))}
    </FactRow>
  );
}

/** Where a fact leads: the posting, or a mail to the contact. */
function Way({ name, invitation }: Pick<Props, "name" | "invitation">) {
  const { t } = useTranslation("invitation");
  const { job_url: posting, contact_email: address } = invitation;
  if (name === "job_url" && posting !== null && /^https?:/i.test(posting))
    return (
      <ActionIcon
        component="a"
        href={posting}
        target="_blank"
        rel="noreferrer noopener"
        variant="subtle"
        size={40}
        aria-label={t("fact.open_posting")}
      >
        <IconExternalLink size={18} aria-hidden />
      </ActionIcon>
    );
  if (name === "contact_email" && address !== null)
    return (
      <ActionIcon
        component="a"
        href={mailtoOf(address)}
        variant="subtle"
        size={40}
        aria-label={t("fact.write_mail", { address })}
      >
        <IconMail size={18} aria-hidden />
      </ActionIcon>
    );
  return null;
}
