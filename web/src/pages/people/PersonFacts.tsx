import { Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { FactList } from "~/parts/in-place/FactRow";
import { AnchorLink } from "~/parts/links";
import type { Contact } from "~/queries/contacts";
import { invitationQuery } from "~/queries/invitations";

import { FIELDS } from "./fields";
import classes from "./people.module.css";
import { PersonFact } from "./PersonFact";

/** Everything that is known of a person, and where one met. */
export function PersonFacts({ contact }: { contact: Contact }) {
  const { t } = useTranslation("people");
  return (
    <Stack gap={4} component="section" aria-labelledby="facts">
      <Title order={2} fz="h5" id="facts">
        {t("facts.title")}
      </Title>
      <FactList>
        {FIELDS.map((name) => (
          <PersonFact key={name} name={name} contact={contact} />
        ))}
      </FactList>
      {contact.invitation_id !== null && <WhereMet invitationId={contact.invitation_id} />}
    </Stack>
  );
}

/** The invitation by which one met. A person outlives it: where it is gone, nothing is said. */
function WhereMet({ invitationId }: { invitationId: string }) {
  const { t } = useTranslation("people");
  const { data: invitation } = useQuery(invitationQuery(invitationId));
  if (invitation === undefined) return null;
  const { company, role } = invitation;
  return (
    <p className={classes.met}>
      {t("facts.met")}{" "}
      <AnchorLink to="/invitations/$invitationId" params={{ invitationId }} underline="always">
        {role === null ? company : `${company} · ${role}`}
      </AnchorLink>
    </p>
  );
}
