import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { useUpload } from "~/queries/imports";
import type { Upload } from "~/queries/upload";

/** Sending a file, and going on to its preview. */
export function useUploading() {
  const navigate = useNavigate();
  const { sending, share, cancel } = useUpload();
  const [upload, setUpload] = useState<Upload | null>(null);
  const isCancelled = sending.error instanceof DOMException && sending.error.name === "AbortError";
  return {
    send: (wanted: Upload) => {
      if (sending.isPending) return;
      setUpload(wanted);
      sending.mutate(wanted, {
        onSuccess: ({ id }) => void navigate({ to: "/import/$importId", params: { importId: id } }),
      });
    },
    cancel,
    /** The file under way, and how much of it has gone. */
    underWay: sending.isPending && upload !== null ? { file: upload.file, share: share ?? 0 } : null,
    refused: sending.error !== null && !isCancelled && upload !== null ? { upload, error: sending.error } : null,
  };
}

export type Uploading = ReturnType<typeof useUploading>;
