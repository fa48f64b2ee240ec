/** The dialogs of the shared acts, each loaded when it is first opened. */

import { lazy, Suspense } from "react";

import type { AnswerDialogProps } from "./AnswerDialog";
import type { SnoozeDialogProps } from "./SnoozeDialog";

const LazyAnswerDialog = lazy(() => import("./AnswerDialog"));
const LazySnoozeDialog = lazy(() => import("./SnoozeDialog"));

/** "I answered elsewhere": how, when and why. Open for as long as it is rendered. */
export function AnswerDialog(props: AnswerDialogProps) {
  return (
    <Suspense>
      <LazyAnswerDialog {...props} />
    </Suspense>
  );
}

/** A day, and perhaps a time, until which to hear nothing. Open for as long as it is rendered. */
export function SnoozeDialog(props: SnoozeDialogProps) {
  return (
    <Suspense>
      <LazySnoozeDialog {...props} />
    </Suspense>
  );
}
