import { ActionIcon, Group, Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconExternalLink, IconMail, IconPencil } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { FieldName } from "~/parts/invitation-form/fields";
import type { Invitation } from "~/queries/invitations";

import classes from "./Facts.module.css";
import { FieldEditor } from "./FieldEditor";
import { isEmpty, useFieldWords } from "./fieldWords";
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
  const row = useRef<HTMLDivElement>(null);
  const edit = useFieldEdit(name, invitation, isAdded, () => onDone?.());
  const isWritten = edit.value !== null;
  const wasWritten = useRef(isWritten);
  useEffect(() => {
    // The field's button is back where the field was, and the keyboard goes back to it.
    if (wasWritten.current && !isWritten && document.activeElement === document.body)
      row.current?.querySelector("button")?.focus();
    wasWritten.current = isWritten;
  }, [isWritten]);
  const label = name === "respond_by" ? t("fact.respond_by") : words.label(name);
  return (
    <div className={classes.fact} ref={row}>
      <dt className={classes.label}>{label}</dt>
      <dd className={classes.value}>
        {edit.value !== null ? (
          <FieldEditor name={name} value={edit.value} edit={edit} />
        ) : (
          <Group gap={4} wrap="nowrap" align="center">
            <UnstyledButton className={classes.edit} onClick={edit.begin}>
              <VisuallyHidden>{t("fact.edit", { field: label })} </VisuallyHidden>
              <Text
                component="span"
                size="sm"
                className={classes.text}
                c={isEmpty(invitation[name]) ? "dimmed" : undefined}
              >
                {children ?? (isEmpty(invitation[name]) ? t("fact.empty") : words.value(name, invitation[name]))}
              </Text>
              <IconPencil size={16} aria-hidden className={classes.pencil} />
            </UnstyledButton>
            <Way name={name} invitation={invitation} />
          </Group>
        )}
      </dd>
    </div>
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
        href={`mailto:${encodeURIComponent(address)}`}
        variant="subtle"
        size={40}
        aria-label={t("fact.write_mail", { address })}
      >
        <IconMail size={18} aria-hidden />
      </ActionIcon>
    );
  return null;
}
