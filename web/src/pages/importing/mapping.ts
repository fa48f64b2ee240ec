/** What the columns are to mean, as it is asked for. */

import type { Mapping } from "~/queries/upload";

/**
 * What to ask for so that `header` means `field`. A column that meant it until now gives it up; everything else that
 * was said stays. `meant` is what each column is taken for at present.
 */
export function remapped(
  said: Mapping,
  meant: Mapping,
  header: string,
  field: string | null,
): Record<string, string | null> {
  const next: Record<string, string | null> = { ...said, [header]: field };
  if (field === null) return next;
  for (const [other, its] of Object.entries(meant)) if (other !== header && its === field) next[other] = null;
  return next;
}
