import { Button, Text } from "@mantine/core";
import { useId } from "react";
import { useTranslation } from "react-i18next";

import type { Schemas } from "~/api/client";
import { AnchorLink } from "~/parts/links";

import classes from "./Suggestions.module.css";

type Similar = Schemas["SimilarView"];

interface Props {
  suggestions: readonly Similar[];
  onAttach: (id: string) => void;
  /** One of them is being added to. */
  isAttaching: boolean;
}

/** The invitations that a message may belong to, the likeliest first: offered, and added to at a person's word alone. */
export function Suggestions({ suggestions, onAttach, isAttaching }: Props) {
  const { t } = useTranslation("messages");
  const id = useId();
  if (suggestions.length === 0) return null;
  return (
    <section aria-labelledby={id} className={classes.suggestions}>
      <Text fw={600} size="sm" id={id}>
        {t("suggestion.title", { count: suggestions.length })}
      </Text>
      <ul className={classes.list}>
        {suggestions.map((one) => (
          <li key={one.id} className={classes.one}>
            <div className={classes.what}>
              <AnchorLink to="/invitations/$invitationId" params={{ invitationId: one.id }} fw={560} c="inherit">
                {nameOf(one)}
              </AnchorLink>
              <Text size="sm" c="dimmed">
                {one.why}
              </Text>
            </div>
            <Button
              variant="default"
              h={40}
              loading={isAttaching}
              aria-label={t("suggestion.attach_to", { what: nameOf(one) })}
              onClick={() => onAttach(one.id)}
            >
              {t("suggestion.attach")}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** "Acme · Data Engineer". */
export function nameOf({ company, role }: Pick<Similar, "company" | "role">): string {
  return role === null ? company : `${company} · ${role}`;
}
