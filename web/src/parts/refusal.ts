/** The one place where a refusal gets its words: the page's own by the problem's type, else the server's sentence. */

import { useTranslation } from "react-i18next";

import { type FieldFault, Problem } from "~/api/client";
import type common from "~/locales/en/common.json";
import { localeFor } from "~/time/moment";
import { waitInWords } from "~/time/wait";
import type { Invitation } from "~/queries/invitations";

type Known = keyof typeof common.refusal;
type KnownFault = keyof typeof common.field;

/** Which entry a refusal is about, where it is about one but names none. */
const ABOUT: Readonly<Partial<Record<string, string>>> = {
  "contact-already-recorded": "email",
  "email-taken": "email",
  "invitation-already-answered": "kind",
  "password-wrong": "password",
  "promise-already-made": "kind",
  "rescheduled-before": "kind",
  "setup-code-needed": "setup_code",
} satisfies Partial<Record<Known, string>>;

/** What the server words in the account's language itself. */
const WORDED: ReadonlySet<string> = new Set(["file-refused"]);

const OURS = "urn:replyby:problem:";

/** The short name of a problem of Replyby's own: `email-taken`. */
const kindOf = (error: Error | null | undefined): string =>
  error instanceof Problem ? error.type.replace(OURS, "") : "";

/** What a refusal says, in a sentence or two of the page's language. */
export function useProblemWords(): (error: Error) => string {
  const { t } = useTranslation();
  const own = useOwnWords();
  const ofFields = useFieldWords();
  return (error) => {
    if (!(error instanceof Problem)) return t("problem.unknown");
    if (error.isOffline) return t("problem.offline");
    if (WORDED.has(kindOf(error))) return error.message;
    const words = own(error) ?? [...new Set(Object.values(ofFields(error)))].join(" ");
    if (words !== "") return words;
    // Without a title it isn't Replyby that answered, but something between.
    return error.title === "" ? t("problem.unknown") : t("problem.said", { words: error.message });
  };
}

/** What a refusal says to each field at fault, by the field's path. `about` renames the one that the type is about. */
export function useFieldWords(): (
  error: Error | null | undefined,
  about?: Readonly<Partial<Record<Known, string>>>,
) => Readonly<Record<string, string>> {
  const own = useOwnWords();
  const ofFault = useFaultWords();
  return (error, about = {}) => {
    if (!(error instanceof Problem)) return {};
    const words = own(error);
    const named = { ...ABOUT, ...about }[kindOf(error)];
    if (words !== null && named !== undefined) return { [named]: words };
    return Object.fromEntries(Object.entries(error.fields).map(([path, fault]) => [path, words ?? ofFault(fault)]));
  };
}

function useFaultWords(): (fault: FieldFault) => string {
  const { t, i18n } = useTranslation();
  return ({ code, limit, msg }) =>
    i18n.exists(`field.${code}`)
      ? t(`field.${code as KnownFault}`, { limit: limit ?? undefined })
      : t("problem.field_said", { words: msg });
}

/** The page's own words for a type of problem; null where it has none, or a fact is missing that they name. */
function useOwnWords(): (error: Problem) => string | null {
  const { t, i18n } = useTranslation(["common", "vocabulary"]);
  return (error) => {
    const type = kindOf(error);
    const template: unknown = i18n.getResource(i18n.language, "common", `refusal.${type}`);
    if (typeof template !== "string") return null;
    const { invitation_status: status, error_id } = error.body;
    const facts = {
      ...(typeof status === "string" && { status: t(`vocabulary:status.${status as Invitation["status"]}`) }),
      ...(typeof error_id === "string" && { error_id }),
      ...(error.retryAfter !== null && { wait: waitInWords(error.retryAfter, localeFor(i18n.language)) }),
    };
    const gaps = [...template.matchAll(/\{\{\s*(\w+)/g)].map(([, name]) => name ?? "");
    return gaps.every((name) => name in facts) ? t(`refusal.${type as Known}`, facts) : null;
  };
}
