import { Title } from "@mantine/core";
import { IconMessageCircleHeart } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useId } from "react";
import { useTranslation } from "react-i18next";

import { AnchorLink, ButtonLink } from "~/parts/links";
import { useSpeakWords } from "~/parts/useSpeakWords";
import { peopleDueQuery } from "~/queries/contacts";

import classes from "./Home.module.css";

/** So many people at once are no burden. */
const MOST = 3;

/** Whom it is time to say hello to, a few of them, after everything that is owed. */
export function PeopleDue() {
  const { t } = useTranslation("home");
  const words = useSpeakWords();
  const id = useId();
  const { data: due } = useQuery(peopleDueQuery(MOST));
  if (due === undefined || due.items.length === 0) return null;
  return (
    <section aria-labelledby={id} className={classes.group}>
      <Title order={2} id={id} className={classes.heading}>
        <IconMessageCircleHeart size={18} aria-hidden />
        {t("people.title")}
      </Title>
      <ul className={classes.rows}>
        {due.items.map((person) => (
          <li key={person.id} className={classes.row}>
            <div style={{ minWidth: 0 }}>
              <Link to="/people/$contactId" params={{ contactId: person.id }} className={classes.company}>
                {person.name}
              </Link>{" "}
              {person.company !== null && <span className={classes.role}>{person.company}</span>}
              <p className={classes.clock} style={{ marginBottom: 0 }}>
                {words.next(person)}
              </p>
            </div>
            <div className={classes.acts}>
              <ButtonLink
                to="/people/$contactId"
                params={{ contactId: person.id }}
                search={{ write: true }}
                variant="default"
                className={classes.step}
                data-quiet
                aria-label={t("people.write_to", { name: person.name })}
              >
                {t("people.write")}
              </ButtonLink>
            </div>
          </li>
        ))}
      </ul>
      <p className={classes.further}>
        {due.next_cursor !== null && `${t("people.more")} · `}
        <AnchorLink to="/people" underline="always">
          {t("people.all")}
        </AnchorLink>
      </p>
    </section>
  );
}
