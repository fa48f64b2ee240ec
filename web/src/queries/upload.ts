/** Sending a file, with how much of it has gone: the one request for which `fetch` can't tell. */

import { Problem, type Schemas } from "~/api/client";

/** What columns mean, by their headers; null leaves one out. */
export type Mapping = Readonly<Record<string, string | null>>;

export interface Upload {
  file: File;
  mapping?: Mapping;
}

interface Following {
  signal: AbortSignal;
  /** Told of the share that has gone, from 0 to 1; at 1 the server reads the rows. */
  onSent: (share: number) => void;
}

/** The preview of a file. Rejects with a Problem, or with an AbortError once `signal` says so. */
export function sendFile({ file, mapping }: Upload, { signal, onSent }: Following): Promise<Schemas["ImportView"]> {
  const form = new FormData();
  if (mapping !== undefined) form.append("mapping", JSON.stringify(mapping));
  form.append("file", file, file.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/v1/imports");
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => onSent(total === 0 ? 1 : loaded / total);
    request.upload.onload = () => onSent(1);
    request.onload = () => {
      if (request.status === 201) resolve(request.response as Schemas["ImportView"]);
      else reject(refusal(request));
    };
    request.onerror = () => reject(new Problem(0, { title: "No connection" }));
    request.onabort = () => reject(new DOMException("The upload was cancelled.", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}

function refusal(request: XMLHttpRequest): Problem {
  const retryAfter = Number(request.getResponseHeader("retry-after")) || null;
  return new Problem(request.status, (request.response ?? {}) as Partial<Schemas["Problem"]>, retryAfter);
}
