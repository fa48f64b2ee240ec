import { Group } from "@mantine/core";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { AttentionBadge } from "~/parts/Attention";
import { Moment } from "~/parts/Moment";
import { Page } from "~/parts/Page";
import type { Invitation } from "~/queries/invitations";
import type { Reply } from "~/queries/replies";

import { Advice } from "./Advice";
import classes from "./compose.module.css";
import { FoldedChoices } from "./FoldedChoices";
import { Gone } from "./Gone";
import { Leaving } from "./Leaving";
import { Sent } from "./Sent";
import type { Start } from "./start";
import { useAsking } from "./useAsking";
import { useLetter } from "./useLetter";
import { useSending } from "./useSending";
import { wordsOf } from "./useStoring";
import { wishOf } from "./wish";
import { Writing } from "./Writing";

interface Props {
  invitation: Invitation;
  start: Start;
  /** The invitation came as a calendar request. */
  hasRequest: boolean;
}

/** The choices on the left, the letter on the right, and, once it is out, a quiet moment. */
export function Desk({ invitation, start, hasRequest }: Props) {
  const { t } = useTranslation("compose");
  const desk = useLetter(invitation, start);
  const { letter, dispatch, storing, reviewed } = desk;
  const sending = useSending({
    invitationId: invitation.id,
    storing,
    placed: reviewed.placed,
    begunWith: start.gone,
  });
  const area = useRef<HTMLTextAreaElement>(null);
  const choices = useRef<HTMLElement>(null);
  const [showsChoices, setShowsChoices] = useState(start.words === null);
  const askFor = useAsking(choices);
  const [wasUndone, setUndone] = useState(false);
  if (sending.sent !== null) {
    const undo = () => {
      setUndone(true);
      setShowsChoices(false);
      sending.undo();
    };
    return <Sent invitation={invitation} reply={sending.sent} undo={undo} isUndoing={sending.isUndoing} />;
  }
  if (sending.gone !== null) {
    const cameBack = (reply: Reply) => {
      storing.adopt(reply);
      dispatch({ type: "replaced", wish: wishOf(reply), words: wordsOf(reply) });
      setUndone(true);
      setShowsChoices(false);
      sending.cameBack();
    };
    return <Gone invitation={invitation} reply={sending.gone} arrived={sending.arrived} cameBack={cameBack} />;
  }
  return (
    <Page title={t("title", { company: invitation.company })} about={<About invitation={invitation} />} width="wide">
      <div className={classes.room}>
        <Advice advice={desk.composing.advice} invitation={invitation} />
        <div className={classes.desk}>
          <FoldedChoices
            ref={choices}
            invitation={invitation}
            wish={letter.wish}
            choose={(changes) => dispatch({ type: "wished", changes })}
            errors={desk.errors}
            isOpen={showsChoices}
            setOpen={setShowsChoices}
            showLetter={() => area.current?.focus()}
          />
          <Writing
            area={area}
            desk={desk}
            sending={sending}
            askForMissing={() => {
              setShowsChoices(true);
              askFor(desk.missing);
            }}
            invitation={invitation}
            hasRequest={hasRequest}
            wasKept={start.wasKept}
            takesFocus={wasUndone}
          />
        </div>
      </div>
      <Leaving
        company={invitation.company}
        isSafe={storing.isSafe}
        isUnsent={storing.draft !== null}
        store={storing.store}
      />
    </Page>
  );
}

function About({ invitation: { role, attention, respond_by: until } }: { invitation: Invitation }) {
  const { t } = useTranslation("compose");
  return (
    <Group gap="xs" mt={4}>
      {role !== null && <span>{role}</span>}
      {attention !== null && (
        <>
          <AttentionBadge level={attention} />
          <span>
            {t("until")} <Moment at={until} />
          </span>
        </>
      )}
    </Group>
  );
}
