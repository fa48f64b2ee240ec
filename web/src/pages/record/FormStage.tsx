import { Button, Group } from "@mantine/core";
import { IconMessage2 } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { Failure } from "~/parts/Failure";
import { GuessedForm, type Read } from "~/parts/message/GuessedForm";

import { Before } from "./Before";
import { RecordedBefore, wasRecordedBefore } from "./RecordedBefore";
import type { Recording } from "./useRecording";

interface Props {
  recording: Recording;
  reading: Read | null;
  onBack: () => void;
}

/** The form, and beside it the message that it was filled from. */
export function FormStage({ recording, reading, onBack }: Props) {
  const { t } = useTranslation("record");
  const { writing, refusal } = recording;
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // With guesses, what was found is heard first; an empty form begins with its first field.
    place.current?.querySelector<HTMLElement>(reading === null ? "input" : "[data-found]")?.focus();
  }, [reading]);
  return (
    <div ref={place}>
      <GuessedForm
        writing={writing}
        message={reading}
        before={reading !== null && <Before found={reading.found} written={writing.written} />}
        onSubmit={recording.submit}
        acts={reading !== null && <MessageActs text={reading.text} recording={recording} onBack={onBack} />}
      >
        {refusal !== null &&
          (wasRecordedBefore(refusal) ? <RecordedBefore refusal={refusal} /> : <Failure error={refusal} />)}
        <Group gap="sm">
          <Button type="submit" size="md" loading={recording.isSaving}>
            {t("form.save")}
          </Button>
          {reading === null && (
            <Button size="md" variant="subtle" leftSection={<IconMessage2 size={18} aria-hidden />} onClick={onBack}>
              {t("form.paste_instead")}
            </Button>
          )}
        </Group>
      </GuessedForm>
    </div>
  );
}

function MessageActs({ text, recording, onBack }: { text: string } & Pick<Props, "recording" | "onBack">) {
  const { t } = useTranslation("record");
  const {
    written: { notes },
    write,
  } = recording.writing;
  const isKept = notes.includes(text);
  return (
    <>
      <Button variant="default" h={40} onClick={onBack}>
        {t("message.change")}
      </Button>
      <Button
        variant="default"
        h={40}
        disabled={isKept}
        onClick={() => write("notes", notes === "" ? text : `${notes}\n\n${text}`)}
      >
        {t(isKept ? "message.in_notes" : "message.into_notes")}
      </Button>
    </>
  );
}
