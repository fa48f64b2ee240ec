import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { LeaveGuard } from "~/parts/LeaveGuard";
import { Page } from "~/parts/Page";
import { suggestionOf } from "~/parts/message/guesses";
import { type Reading, useReadText } from "~/queries/intake";

import { FormStage } from "./FormStage";
import { Paste } from "./Paste";
import { useRecording } from "./useRecording";

/** From a message, or from nothing, to a recorded invitation; nothing is saved before it was seen. */
export function Record() {
  const { t } = useTranslation("record");
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const [isForm, setIsForm] = useState(false);
  const [reading, setReading] = useState<{ text: string; found: Reading } | null>(null);
  const isRecorded = useRef(false);
  const read = useReadText();
  const recording = useRecording(({ id }) => {
    isRecorded.current = true;
    void navigate({
      to: "/invitations/$invitationId",
      params: { invitationId: id },
      state: { isJustRecorded: true },
      replace: true,
    });
  });

  function onRead(what: string) {
    read.mutate(what, {
      onSuccess: (found) => {
        recording.writing.fill(suggestionOf(found));
        setReading({ text: what, found });
        setIsForm(true);
      },
    });
  }
  return (
    <Page title={t("title")} about={t("about")} width={reading !== null && isForm ? "wide" : "reading"}>
      <LeaveGuard
        isUnsaved={() => !isRecorded.current && (text.trim() !== "" || recording.writing.hasWords())}
        title={t("leave.title")}
        words={t("leave.words")}
        stay={t("leave.stay")}
        leave={t("leave.leave")}
      />
      {isForm ? (
        <FormStage recording={recording} reading={reading} onBack={() => setIsForm(false)} />
      ) : (
        <Paste
          text={text}
          onType={setText}
          onRead={onRead}
          onForm={() => setIsForm(true)}
          isReading={read.isPending}
          failure={read.error}
        />
      )}
    </Page>
  );
}
