/** Short notes at the edge of the page: what was done, with its undo. */

import { notifications } from "@mantine/notifications";
import i18next from "i18next";
import type { ReactNode } from "react";

/** How every note looks, and what its closing button is called. */
export function frame() {
  return {
    withBorder: true,
    closeButtonProps: { "aria-label": i18next.t("act.close"), size: 32 },
    styles: { description: { color: "var(--mantine-color-text)" } },
  } as const;
}

export function say(message: ReactNode, options: { id?: string; title?: string; seconds?: number } = {}): void {
  notifications.show({
    id: options.id,
    title: options.title,
    message,
    color: "ink",
    autoClose: (options.seconds ?? 5) * 1000,
    ...frame(),
  });
}

export function sayRefused(title: string, message: ReactNode): void {
  notifications.show({ title, message, color: "red", autoClose: 10_000, role: "alert", ...frame() });
}
