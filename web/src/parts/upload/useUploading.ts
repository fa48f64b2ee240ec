/** Sending files to be looked at, one after the other, and going on to what would come of them. */

import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";

import { useUpload } from "~/queries/imports";
import type { Upload } from "~/queries/upload";

/** So many at once; a longer list of messages is better forwarded or fetched. */
export const MOST_FILES = 10;

export interface UnderWay {
  file: File;
  /** How much of it has gone. */
  share: number;
  /** Which of how many it is, from 1. */
  number: number;
  total: number;
}

export interface Refusal {
  upload: Upload;
  error: Error;
}

export function useUploading() {
  const navigate = useNavigate();
  const { sending, share, cancel } = useUpload();
  const [current, setCurrent] = useState<Omit<UnderWay, "share"> | null>(null);
  const [refused, setRefused] = useState<readonly Refusal[]>([]);
  const [isTooMany, setTooMany] = useState(false);
  const isBusy = useRef(false);

  async function sendAll(uploads: readonly Upload[]) {
    const turnedDown: Refusal[] = [];
    const previews: string[] = [];
    for (const [at, upload] of uploads.entries()) {
      setCurrent({ file: upload.file, number: at + 1, total: uploads.length });
      try {
        previews.push((await sending.mutateAsync(upload)).id);
      } catch (error) {
        if (isCancel(error)) break;
        turnedDown.push({ upload, error: error as Error });
      }
    }
    setRefused(turnedDown);
    const [id] = previews;
    if (id === undefined) return;
    // One alone is gone on with at once; of several, the list shows which of them wait.
    if (uploads.length === 1) await navigate({ to: "/import/$importId", params: { importId: id } });
    else await navigate({ to: "/import" });
  }

  return {
    send: (...uploads: readonly Upload[]) => {
      if (isBusy.current || uploads.length === 0) return;
      setTooMany(uploads.length > MOST_FILES);
      if (uploads.length > MOST_FILES) return;
      isBusy.current = true;
      setRefused([]);
      void sendAll(uploads).finally(() => {
        isBusy.current = false;
        setCurrent(null);
      });
    },
    cancel,
    underWay: current === null ? null : { ...current, share: share ?? 0 },
    refused,
    isTooMany,
    /** Put what was refused out of sight. */
    forget: () => {
      setRefused([]);
      setTooMany(false);
    },
  };
}

export type Uploading = ReturnType<typeof useUploading>;

const isCancel = (error: unknown) => error instanceof DOMException && error.name === "AbortError";
