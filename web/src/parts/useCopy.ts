import { useTimeout } from "@mantine/hooks";
import { useState } from "react";

/** Copying, and saying for two seconds that it was done. */
export function useCopy() {
  const [isCopied, setCopied] = useState(false);
  const { start } = useTimeout(() => setCopied(false), 2_000);
  const copy = (text: string) => {
    void put(text).then((done) => {
      setCopied(done);
      start();
    });
  };
  return { copy, isCopied };
}

async function put(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text);
  }
}

/** The way without a clipboard of the page's own: a server in the home network is spoken to without https. */
function copySelected(text: string): boolean {
  const before = document.activeElement;
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const done = document.execCommand("copy");
  area.remove();
  if (before instanceof HTMLElement) before.focus();
  return done;
}
