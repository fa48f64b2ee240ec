import { Stack } from "@mantine/core";
import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { Page } from "~/parts/Page";
import { Refused } from "~/parts/upload/Refused";
import { Sending } from "~/parts/upload/Sending";
import { useUploading } from "~/parts/upload/useUploading";

import { DropPlace } from "./DropPlace";
import { Earlier } from "./Earlier";
import { Exports } from "./Exports";
import { KnownFiles } from "./KnownFiles";
import { PasteRows } from "./PasteRows";

/** Where files come in, and where everything can be taken out again. */
export function ImportPage() {
  const { t } = useTranslation("importing");
  const uploading = useUploading();
  const [pasted, setPasted] = useState<string | null>(null);
  const { underWay, refused, isTooMany, send, cancel } = uploading;
  const isFree = underWay === null;
  const onFiles = (files: readonly File[]) => send(...files.map((file) => ({ file })));

  usePasted(isFree, {
    onFiles,
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
              {refused.map((one) => (
                <Refused
                  // Another refusal begins with nothing chosen.
                  key={one.upload.file.name + one.error.message}
                  {...one}
                  send={send}
                />
              ))}
              <DropPlace onFiles={onFiles} isTooMany={isTooMany} />
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

/** Whatever is pasted outside of a field: files, or copied rows. */
function usePasted(
  isFree: boolean,
  given: { onFiles: (files: readonly File[]) => void; onText: (text: string) => void },
): void {
  const onPaste = useEffectEvent((event: ClipboardEvent) => {
    if (event.target instanceof Element && event.target.closest("input, textarea, select") !== null) return;
    const files = [...(event.clipboardData?.files ?? [])];
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (files.length > 0) given.onFiles(files);
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
