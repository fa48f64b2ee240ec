/** What each event of a history says, from its type and its detail. */

import { useTranslation } from "react-i18next";

import type { Level } from "~/parts/Attention";
import type { Schemas } from "~/api/client";
import { useMomentWords } from "~/time/moment";

import { isEmpty, useFieldWords } from "~/parts/invitation-form/fieldWords";
import type { HistoryEvent } from "./timeline";

/** Fields whose whole text would bury the history. */
const LONG = new Set(["notes"]);

type Kind = Schemas["ReplyKind"];

export interface EventWords {
  /** One sentence for each thing that the events of an entry say; the levels that passed in silence share one. */
  sayAll: (events: readonly HistoryEvent[]) => string[];
  actor: (actor: string) => string;
}

export function useEventWords(): EventWords {
  const { t } = useTranslation(["invitation", "vocabulary"]);
  const moment = useMomentWords();
  const fields = useFieldWords();
  const instant = (value: unknown) => (typeof value === "string" ? moment.instant(value) : t("value.nothing"));
  const level = (value: unknown) => t(`vocabulary:attention.${value as Level}`);
  const kind = (value: unknown) => t(`vocabulary:kind.${value as Kind}`);

  function edited(changed: unknown): string[] {
    return Object.entries((changed ?? {}) as Record<string, [unknown, unknown]>).map(([name, [from, to]]) => {
      const field = fields.label(name);
      if (LONG.has(name)) return t("event.edited_long", { field });
      if (isEmpty(from)) return t("event.set", { field, to: fields.value(name, to) });
      if (isEmpty(to)) return t("event.emptied", { field, from: fields.value(name, from) });
      return t("event.edited", { field, from: fields.value(name, from), to: fields.value(name, to) });
    });
  }

  function answered({ kind: answer, reason, note, corrected }: HistoryEvent["detail"]): string[] {
    const first = t(corrected === true ? "event.answer_corrected" : "event.answered", { kind: kind(answer) });
    const why = typeof reason === "string" ? [t("event.reason", { reason: fields.value("reason", reason) })] : [];
    return [first, ...why, ...(typeof note === "string" && note !== "" ? [note] : [])];
  }

  /** Somebody found that it hadn't gone out, or it couldn't be sent, which has its reason. */
  function failed({ kind: of, went_out: wentOut, why }: HistoryEvent["detail"]): string[] {
    if (wentOut === false) return [t("event.reply_not_gone", { kind: kind(of) })];
    return [t("event.reply_failed", { kind: kind(of) }), ...(typeof why === "string" ? [why] : [])];
  }

  function received({ sender_name: name, sender_address: address, subject }: HistoryEvent["detail"]): string {
    const sender = [name, address].find((one) => typeof one === "string" && one !== "") ?? t("event.somebody");
    if (typeof subject !== "string" || subject === "") return t("event.message_received_bare", { sender });
    return t("event.message_received", { sender, subject });
  }

  function say({ type, detail }: HistoryEvent): string[] {
    switch (type) {
      case "edited":
        return edited(detail.changed);
      case "flagged":
        return [t("event.flagged", { level: level(detail.level) })];
      case "snoozed":
        return [t("event.snoozed", { until: instant(detail.until) })];
      case "answered":
        return answered(detail);
      case "answer_undone":
        return [t("event.answer_undone", { status: fields.value("status", detail.status) })];
      case "deadline_changed":
        return [t("event.deadline_changed", { from: instant(detail.from), to: instant(detail.to) })];
      case "reply_drafted":
      case "reply_edited":
      case "reply_deleted":
      case "reply_sent":
      case "reply_recalled":
      case "reply_outcome_unknown":
        return [t(`event.${type}`, { kind: kind(detail.kind) })];
      case "reply_approved":
        return [t("event.reply_approved", { kind: kind(detail.kind), recipient: detail.recipient })];
      case "reply_failed":
        return failed(detail);
      case "message_received":
        return [received(detail)];
      default:
        return [t(`event.${type}`)];
    }
  }

  return {
    sayAll: (events) => {
      const quiet = events.filter(({ type, detail }) => type === "flagged" && detail.announced !== true);
      const levels = quiet.map(({ detail }) => level(detail.level)).join(", ");
      const others = events.filter((event) => !quiet.includes(event)).flatMap(say);
      return quiet.length === 0 ? others : [...others, t("event.flagged_quietly", { levels })];
    },
    actor: (actor) => {
      if (actor.startsWith("token:")) return t("actor.token", { name: actor.slice("token:".length) });
      return t(`actor.${actor as "person"}`, { defaultValue: actor });
    },
  };
}
