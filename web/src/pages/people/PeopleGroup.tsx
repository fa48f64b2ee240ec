import { Button, Title } from "@mantine/core";
import { IconCalendarTime, IconMessageCircleHeart, IconRestore, IconTrash, IconUsers } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useId } from "react";
import { useTranslation } from "react-i18next";

import { ButtonLink } from "~/parts/links";
import { useSpeakWords } from "~/parts/useSpeakWords";
import { type Contact, useRestoreContact } from "~/queries/contacts";

import type { PeopleOf } from "./groups";
import classes from "./people.module.css";

const ICONS = { due: IconMessageCircleHeart, ahead: IconCalendarTime, no_day: IconUsers, deleted: IconTrash } as const;

export function PeopleGroup({ group: { code, people } }: { group: PeopleOf }) {
  const { t } = useTranslation("people");
  const id = useId();
  const Icon = ICONS[code];
  return (
    <section aria-labelledby={id} className={classes.group}>
      <Title order={2} id={id} className={classes.heading}>
        <Icon size={18} aria-hidden />
        {t(`group.${code}`)}
      </Title>
      <ul className={classes.rows}>
        {people.map((person) =>
          code === "deleted" ? <DeletedRow key={person.id} person={person} /> : <Row key={person.id} person={person} />,
        )}
      </ul>
    </section>
  );
}

/** A person: who, from where, when to speak next; for one who is due, the lines to write. */
function Row({ person }: { person: Contact }) {
  const { t } = useTranslation("people");
  const words = useSpeakWords();
  const { id, name, is_due: isDue } = person;
  return (
    <li className={classes.row}>
      <div style={{ minWidth: 0 }}>
        <Link to="/people/$contactId" params={{ contactId: id }} className={classes.name}>
          {name}
        </Link>{" "}
        <Place person={person} />
        <p className={classes.clock}>
          {person.speak_on !== null && (
            <>
              <b>{words.next(person)}</b>
              {" · "}
            </>
          )}
          {words.last(person)}
        </p>
      </div>
      {isDue && (
        <ButtonLink
          to="/people/$contactId"
          params={{ contactId: id }}
          search={{ write: true }}
          variant="light"
          h={40}
          className={`${classes.act} ${classes.step}`}
          aria-label={t("act.write_to", { name })}
        >
          {t("act.write")}
        </ButtonLink>
      )}
    </li>
  );
}

function DeletedRow({ person }: { person: Contact }) {
  const { t } = useTranslation(["people", "common"]);
  const restore = useRestoreContact();
  return (
    <li className={classes.row}>
      <div style={{ minWidth: 0 }}>
        <b style={{ fontWeight: 600, overflowWrap: "anywhere" }}>{person.name}</b> <Place person={person} />
      </div>
      <Button
        variant="default"
        h={40}
        className={classes.act}
        leftSection={<IconRestore size={17} aria-hidden />}
        loading={restore.isPending}
        aria-label={t("people:act.restore", { name: person.name })}
        onClick={() => restore.mutate(person.id)}
      >
        {t("common:act.restore")}
      </Button>
    </li>
  );
}

function Place({ person: { role, company } }: { person: Contact }) {
  const place = [role, company].filter((one) => one !== null).join(" · ");
  return place === "" ? null : <span className={classes.place}>{place}</span>;
}
