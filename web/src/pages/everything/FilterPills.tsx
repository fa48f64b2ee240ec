import { UnstyledButton } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { useMomentWords } from "~/time/moment";

import classes from "./Everything.module.css";
import type { Asking, Wanted } from "./filters";

interface Pill {
  key: string;
  words: string;
  without: Partial<Wanted>;
}

/** Every filter that narrows the list, each with the button that takes it off. */
export function FilterPills({ asking: { wanted, ask, clear } }: { asking: Asking }) {
  const { t } = useTranslation("everything");
  const pills = usePills(wanted);
  if (pills.length === 0) return null;
  return (
    <div className={classes.pills} role="group" aria-label={t("filter.active")}>
      {pills.map(({ key, words, without }) => (
        <UnstyledButton
          key={key}
          className={classes.pill}
          onClick={(event) => {
            handOn(event.currentTarget);
            ask(without);
          }}
          aria-label={t("filter.remove", { filter: words })}
        >
          {words}
          <IconX size={14} aria-hidden />
        </UnstyledButton>
      ))}
      {pills.length > 1 && (
        <UnstyledButton className={classes.clear} onClick={clear}>
          {t("filter.clear")}
        </UnstyledButton>
      )}
    </div>
  );
}

/** The focus of a button that is about to go: to the one beside it, else to the content. */
function handOn(button: HTMLElement): void {
  const next = button.nextElementSibling ?? button.previousElementSibling ?? document.getElementById("content");
  if (next instanceof HTMLElement) next.focus({ preventScroll: true });
}

function usePills(wanted: Wanted): Pill[] {
  const { t } = useTranslation(["everything", "vocabulary"]);
  const moment = useMomentWords();
  const { attention, status, company, tag, received_from: from, received_to: to } = wanted;
  // At noon in UTC a date is the same date nearly everywhere, and its weekday is what matters.
  const day = (date: string) => moment.day(`${date}T12:00:00Z`);
  return [
    ...attention.map((level) => ({
      key: level,
      words: t(`vocabulary:attention.${level}`),
      without: { attention: attention.filter((one) => one !== level) },
    })),
    ...status.map((one) => ({
      key: one,
      words: t(`vocabulary:status.${one}`),
      without: { status: status.filter((other) => other !== one) },
    })),
    ...(company ? [{ key: "company", words: t("pill.company", { company }), without: { company: "" } }] : []),
    ...(tag ? [{ key: "tag", words: t("pill.tag", { tag }), without: { tag: "" } }] : []),
    ...(from !== null
      ? [{ key: "from", words: t("pill.from", { day: day(from) }), without: { received_from: null } }]
      : []),
    ...(to !== null ? [{ key: "to", words: t("pill.to", { day: day(to) }), without: { received_to: null } }] : []),
    ...(wanted.deleted ? [{ key: "deleted", words: t("pill.deleted"), without: { deleted: false } }] : []),
  ];
}
