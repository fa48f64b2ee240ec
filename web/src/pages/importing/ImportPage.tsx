import { Stack } from "@mantine/core";
import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { Page } from "~/parts/Page";

import { DropPlace } from "./DropPlace";
import { Earlier } from "./Earlier";
import { Exports } from "./Exports";
import { KnownFiles } from "./KnownFiles";
import { PasteRows } from "./PasteRows";
import { Refused } from "./Refused";
import { Sending } from "./Sending";
import { useUploading } from "./useUploading";

/** Where files come in, and where everything can be taken out again. */
export function ImportPage() {
  const { t } = useTranslation("importing");
  const uploading = useUploading();
  const [pasted, setPasted] = useState<string | null>(null);
  const { underWay, refused, send, cancel } = uploading;
  const isFree = underWay === null;

  usePasted(isFree, {
    onFile: (file) => send({ file }),
    onText: setPasted,
  });
  return (
    <Page title={t("title")} about={t("about")}>
      <Stack gap="xl">
        <Stack gap="sm">
          {underWay !== null ? (
            <Sending {...underWay} cancel={cancel} />
          ) : (
            <>
              {refused !== null && (
                <Refused
                  // Another refusal begins with nothing chosen.
                  key={refused.error.message}
                  {...refused}
                  send={send}
                />
              )}
              <DropPlace onFile={(file) => send({ file })} />
              <PasteRows text={pasted} onText={setPasted} onFile={(file) => send({ file })} />
            </>
          )}
        </Stack>
        <KnownFiles />
        <Earlier />
        <Exports />
      </Stack>
    </Page>
  );
}

/** Whatever is pasted outside of a field: a file, or copied rows. */
function usePasted(isFree: boolean, given: { onFile: (file: File) => void; onText: (text: string) => void }): void {
  const onPaste = useEffectEvent((event: ClipboardEvent) => {
    if (event.target instanceof Element && event.target.closest("input, textarea, select") !== null) return;
    const [file] = event.clipboardData?.files ?? [];
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (file !== undefined) given.onFile(file);
    else if (text.trim().includes("\n")) given.onText(text);
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    if (!isFree) return;
    document.addEventListener("paste", onPaste);
    return () => document.removeEventListener("paste", onPaste);
  }, [isFree]);
}
