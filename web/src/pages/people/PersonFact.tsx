import { ActionIcon } from "@mantine/core";
import { IconExternalLink, IconMail } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { EditBox } from "~/parts/in-place/EditBox";
import { FactRow } from "~/parts/in-place/FactRow";
import { RaceNote } from "~/parts/in-place/RaceNote";
import type { Race } from "~/parts/in-place/useInPlace";
import type { Contact } from "~/queries/contacts";
import { mailtoOf } from "~/text/mailto";

import { differences, type PersonField } from "./fields";
import { PersonInput } from "./PersonInput";
import { useFactWords } from "./useFactWords";
import { type PersonEdit, usePersonEdit } from "./usePersonEdit";

interface Props {
  name: PersonField;
  contact: Contact;
}

/** One fact of a person, edited where it stands. */
export function PersonFact({ name, contact }: Props) {
  const { t } = useTranslation("people");
  const words = useFactWords();
  const edit = usePersonEdit(name, contact);
  const label = words.label(name);
  const isEmpty = contact[name] === null;
  return (
    <FactRow
      label={label}
      editLabel={t("fact.edit", { field: label })}
      begin={edit.begin}
      editor={edit.value === null ? null : <Editor name={name} value={edit.value} edit={edit} />}
      isEmpty={isEmpty}
      way={<Way name={name} contact={contact} />}
    >
      {isEmpty ? t("fact.empty") : words.value(name, contact[name])}
    </FactRow>
  );
}

function Editor({ name, value, edit }: { name: PersonField; value: string; edit: PersonEdit }) {
  if (edit.race !== null) return <FasterOne name={name} race={edit.race} edit={edit} />;
  return (
    <EditBox save={edit.save} cancel={edit.cancel} isSaving={edit.isSaving}>
      <PersonInput name={name} value={value} onChange={edit.type} error={edit.error} hideLabel />
    </EditBox>
  );
}

interface FasterProps {
  name: PersonField;
  race: Race<Contact, string | null>;
  edit: PersonEdit;
}

/** Somebody else changed the person first. */
function FasterOne({ name, race, edit }: FasterProps) {
  const { t } = useTranslation("people");
  const words = useFactWords();
  const theirs = differences(race.base, race.theirs);
  return (
    <RaceNote
      title={t("race.title", { name: race.theirs.name })}
      theirs={theirs.map((one) => ({
        key: one.name,
        words: t("race.theirs", {
          field: words.label(one.name),
          from: words.value(one.name, one.from),
          to: words.value(one.name, one.to),
        }),
      }))}
      mine={t("race.mine", { field: words.label(name), value: words.value(name, race.mine) })}
      error={edit.error}
      keep={t("race.keep_mine")}
      drop={t(theirs.some((one) => one.name === name) ? "race.take_theirs" : "race.drop_mine")}
      isSaving={edit.isSaving}
      keepMine={() => void edit.keepMine(race)}
      takeTheirs={edit.takeTheirs}
    />
  );
}

/** Where a fact leads: to the person's own page, or to a mail. */
function Way({ name, contact: { email, link } }: Props) {
  const { t } = useTranslation("people");
  if (name === "link" && link !== null && /^https?:/i.test(link))
    return (
      <ActionIcon
        component="a"
        href={link}
        target="_blank"
        rel="noreferrer noopener"
        variant="subtle"
        size={40}
        aria-label={t("fact.open_link")}
      >
        <IconExternalLink size={18} aria-hidden />
      </ActionIcon>
    );
  if (name === "email" && email !== null)
    return (
      <ActionIcon
        component="a"
        href={mailtoOf(email)}
        variant="subtle"
        size={40}
        aria-label={t("fact.write_mail", { address: email })}
      >
        <IconMail size={18} aria-hidden />
      </ActionIcon>
    );
  return null;
}
