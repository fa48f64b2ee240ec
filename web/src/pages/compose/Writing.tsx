import { Button, Group, Stack } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { lazy, type RefObject, Suspense, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Failure } from "~/parts/Failure";
import { say } from "~/parts/notify";
import { NotSent } from "~/parts/sending/NotSent";
import type { Invitation } from "~/queries/invitations";
import { identityQuery, isReady } from "~/queries/mail";
import { useLetGo } from "~/queries/sendings";

import { Acts } from "./Acts";
import { ConfirmDelivery } from "./ConfirmDelivery";
import { TakeAlong } from "./TakeAlong";
import { calendarAnswer } from "./calendarAnswer";
import { AgainstBlock } from "./AgainstBlock";
import { ConfirmSent } from "./ConfirmSent";
import { Conflict } from "./Conflict";
import { Findings } from "./Findings";
import { LetGo } from "./LetGo";
import { hasBegun, isEdited } from "./letter";
import { NoWordsYet } from "./NoWordsYet";
import { Offers } from "./Offers";
import { Paper } from "./Paper";
import { Recipient } from "./Recipient";
import type { Placed } from "./spans";
import { StoringNote } from "./StoringNote";
import { useFindings } from "./useFindings";
import type { LetterDesk } from "./useLetter";
import type { useSending } from "./useSending";
import { WordBand } from "./WordBand";

const Changes = lazy(() => import("./Changes"));

const NONE: readonly Placed[] = [];

interface Props {
  area: RefObject<HTMLTextAreaElement | null>;
  desk: LetterDesk;
  sending: ReturnType<typeof useSending>;
  /** Brings the person to the choice without which there can be no letter. */
  askForMissing: () => void;
  invitation: Invitation;
  hasRequest: boolean;
  wasKept: boolean;
  takesFocus: boolean;
}

/** The letter and everything that is done to it. */
export function Writing({ area, desk, sending, askForMissing, invitation, hasRequest, wasKept, takesFocus }: Props) {
  const { t } = useTranslation("compose");
  const { letter, dispatch, composing, storing, reviewed, stale } = desk;
  const { wish, words, composed } = letter;
  const heading = useRef<HTMLHeadingElement>(null);
  const [isAsking, setAsking] = useState(false);
  const [showsChanges, setShowsChanges] = useState(false);
  useEffect(() => {
    if (takesFocus) area.current?.focus();
  }, [area, takesFocus]);
  useEffect(() => {
    if (wasKept) say(t("letter.restored"), { id: "restored", seconds: 8 });
  }, [t, wasKept]);

  const reason = useId();
  const isOwn = isEdited(letter);
  const isFormer = stale !== null && stale !== "writing" && !isOwn;
  const placed = isFormer ? NONE : reviewed.placed;
  const off = stale === null ? null : { reason, why: stale === "writing" ? null : desk.whyUnwritten };
  // Words that aren't those of the choices never go out as if they were: what is missing is asked for instead.
  const release = (go: () => void) => {
    if (stale === null) sending.release(go);
    else if (stale === "missing") askForMissing();
  };
  const findings = useFindings({ letter, placed, area, heading, dispatch });
  const mailto = isOwn ? (storing.isSafe && storing.draft !== null ? storing.draft.mailto : null) : composing.mailto;
  const sayOut = () => {
    setAsking(false);
    sending.sayOut();
  };
  const isWriting = hasBegun(letter) && !isAsking && sending.held === null && sending.asked === null;
  const letGo = useLetGo(invitation.id);
  const { data: identity } = useQuery(identityQuery);
  const told = calendarAnswer({ hasRequest, wish, storing });
  const from = isReady(identity) ? identity.from_address : null;
  useHotkeys(
    [
      ["F8", () => isWriting && findings.goOn(1)],
      ["shift+F8", () => isWriting && findings.goOn(-1)],
      [
        "mod+Enter",
        () => isWriting && letGo === undefined && release(() => (from === null ? setAsking(true) : sending.ask())),
      ],
    ],
    [],
  );

  if (!hasBegun(letter)) {
    return <NoWordsYet why={desk.whyUnwritten} error={composing.refusal} retry={() => void composing.refetch()} />;
  }
  return (
    <Stack gap="md" component="section" aria-label={t("letter.title")} style={{ minWidth: 0 }}>
      {storing.draft?.delivery?.error != null && <NotSent error={storing.draft.delivery.error} />}
      <Offers
        letter={letter}
        dispatch={dispatch}
        whyUnwritten={desk.whyUnwritten}
        stale={stale}
        askForMissing={askForMissing}
        retry={() => void composing.refetch()}
      />
      <Conflict letter={letter} storing={storing} dispatch={dispatch} />
      <Paper
        ref={area}
        to={<Recipient invitation={invitation} draft={storing.draft} />}
        language={wish.language}
        words={words}
        edit={(changed) => dispatch({ type: "edited", words: changed })}
        onSelect={findings.follow}
        placed={placed}
        active={findings.active}
        isWaiting={composing.isComposing && !isOwn && composing.refusal === null}
        isFormer={isFormer}
        errors={desk.errors}
        rephrase={() => dispatch({ type: "rephrased" })}
        foot={
          <>
            <WordBand review={isFormer ? undefined : reviewed.review} />
            <Group gap={4} ml="auto">
              <StoringNote state={storing.state} why={desk.whyUnstored} />
              {composed !== null && isEdited(letter) && (
                <Button
                  variant="subtle"
                  size="compact-sm"
                  h={40}
                  aria-expanded={showsChanges}
                  onClick={() => setShowsChanges(!showsChanges)}
                >
                  {showsChanges ? t("changes.hide") : t("changes.show")}
                </Button>
              )}
            </Group>
          </>
        }
      />
      {showsChanges && composed !== null && isEdited(letter) && (
        <Suspense>
          <Changes composed={composed.body} own={words.body} language={wish.language} />
        </Suspense>
      )}
      {letGo !== undefined ? (
        <LetGo sending={letGo} />
      ) : (
        <Acts
          body={words.body}
          mailto={mailto}
          release={release}
          off={off}
          openMail={sending.openMail}
          keep={sending.noteCopied}
          send={from === null ? null : sending.ask}
          from={from}
          sayOut={sayOut}
          isOut={sending.isOut}
          isBusy={sending.isBusy}
        />
      )}
      <TakeAlong
        told={off === null ? told : null}
        canSend={from !== null}
        off={off}
        download={(what) => release(() => sending.download(what))}
        setUp={from !== null || identity === undefined ? null : identity === null ? "identity" : "test"}
      />
      {sending.error !== null && <Failure error={sending.error} />}
      <Findings
        ref={heading}
        text={words.body}
        placed={placed}
        active={findings.active}
        stale={stale}
        isReviewed={reviewed.review !== undefined && words.body !== ""}
        isCurrent={reviewed.isCurrent}
        goTo={findings.goTo}
        goOn={() => findings.goOn(1)}
        mend={findings.mend}
      />
      {sending.held !== null && (
        <AgainstBlock
          findings={sending.held.findings}
          mend={() => {
            sending.letGo();
            findings.goOn(1);
          }}
          insist={sending.insist}
        />
      )}
      {sending.asked !== null && from !== null && (
        <ConfirmDelivery reply={sending.asked} from={from} onGone={sending.letLeave} onClose={sending.dontAsk} />
      )}
      {isAsking && <ConfirmSent company={invitation.company} confirm={sayOut} cancel={() => setAsking(false)} />}
    </Stack>
  );
}
