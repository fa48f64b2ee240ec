import { Title } from "@mantine/core";
import { IconCalendarEvent, IconMessageQuestion } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useId } from "react";
import { useTranslation } from "react-i18next";

import { ButtonLink } from "~/parts/links";
import type { Schemas } from "~/api/client";

import classes from "./Home.module.css";

type Part = Schemas["DuePart"];

/** Answered, and still in need of a word: an interview that comes up, a request for another time gone quiet. */
export function Beside({ part: { code, items } }: { part: Part }) {
  const { t } = useTranslation(["home", "vocabulary"]);
  const id = useId();
  const isAhead = code === "interviews_ahead";
  const Icon = isAhead ? IconCalendarEvent : IconMessageQuestion;
  return (
    <section aria-labelledby={id} className={classes.group}>
      <Title order={2} id={id} className={classes.heading}>
        <Icon size={18} aria-hidden />
        {t(isAhead ? "beside.interviews_ahead" : "beside.reschedules_quiet")}
        <span className={classes.count}>{items.length}</span>
      </Title>
      <ul className={classes.rows}>
        {items.map((item) => (
          <li key={item.id} className={classes.row} data-invitation={item.id}>
            <div style={{ minWidth: 0 }}>
              <Link
                to="/invitations/$invitationId"
                params={{ invitationId: item.id }}
                className={classes.company}
                data-opener
              >
                {item.company}
              </Link>{" "}
              {item.role !== null && <span className={classes.role}>{item.role}</span>}
              <p className={classes.clock} style={{ marginBottom: 0 }}>
                {item.clock}
              </p>
            </div>
            <div className={classes.acts}>
              <ButtonLink
                to="/invitations/$invitationId"
                params={{ invitationId: item.id }}
                variant="default"
                className={classes.step}
                data-quiet
                data-next-step
              >
                {t(`vocabulary:next_step.${item.next_step}`)}
              </ButtonLink>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
