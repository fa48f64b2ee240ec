import { Box, Paper } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { ButtonLink } from "~/parts/links";
import { NotSent } from "~/parts/sending/NotSent";
import { OnItsWay } from "~/parts/sending/OnItsWay";
import { OutcomeQuestion } from "~/parts/sending/OutcomeQuestion";
import { useSendings } from "~/queries/sendings";

type Listed = ReturnType<typeof useSendings>["sendings"][number];

/** The replies that are on their way, or about which the person has a word to say, wherever on the page they are. */
export default function OnTheWay() {
  const { sendings, close } = useSendings();
  const here = useParams({ strict: false }).invitationId;
  // The page of an invitation says it itself.
  const elsewhere = sendings.filter(({ invitation_id: id }) => id !== here);
  return (
    <Box maw={880} mx="auto">
      {elsewhere.map((sending) => (
        <Box key={sending.reply_id} mb="md">
          <One sending={sending} close={() => close(sending.reply_id)} />
        </Box>
      ))}
    </Box>
  );
}

function One({ sending, close }: { sending: Listed; close: () => void }) {
  const { t } = useTranslation("sending");
  const { company, state } = sending;
  if (state === "outcome_unknown") return <OutcomeQuestion sending={sending} company={company} />;
  if (state === "failed")
    return (
      <NotSent error={sending.error} company={company} onClose={close}>
        <ButtonLink
          h={40}
          variant="default"
          to="/invitations/$invitationId/reply"
          params={{ invitationId: sending.invitation_id }}
          search={{ reply: sending.reply_id }}
        >
          {t("failed.look")}
        </ButtonLink>
      </NotSent>
    );
  return (
    <Paper withBorder radius={12} px="md" py="sm" bg="var(--surface)" component="section" aria-label={t("title")}>
      <OnItsWay sending={sending} company={company} />
    </Paper>
  );
}
