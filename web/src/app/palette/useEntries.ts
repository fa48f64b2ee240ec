import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useSpeakWords } from "~/parts/useSpeakWords";
import type { Contact } from "~/queries/contacts";
import { dueQuery, type Invitation } from "~/queries/invitations";

import { openShortcuts } from "../shortcuts";
import { usePages } from "../usePages";
import type { Entry, EntryGroup } from "./entries";

const MOST_PRESSING = 5;

/** The pages, and what can be done from anywhere. */
export function usePlaceEntries(onClose: () => void): EntryGroup[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { pages } = usePages();
  const then = (act: () => void) => () => {
    onClose();
    act();
  };
  return [
    {
      label: t("keys.go_to"),
      entries: pages.map(({ to, words, key }) => ({
        id: `page-${key}`,
        words: t(words),
        key: `G ${key.toUpperCase()}`,
        act: then(() => void navigate({ to })),
      })),
    },
    {
      label: t("palette.acts"),
      entries: [
        { id: "record", words: t("nav.record"), key: "N", act: then(() => void navigate({ to: "/record" })) },
        { id: "shortcuts", words: t("nav.shortcuts"), key: "?", act: then(openShortcuts) },
      ],
    },
  ];
}

/** The invitations found, each leading to its page; where nothing was searched for, the most pressing ones. */
export function useInvitationEntries(found: readonly Invitation[] | undefined, onClose: () => void): Entry[] {
  const { t } = useTranslation("vocabulary");
  const navigate = useNavigate();
  const { data: due } = useQuery(dueQuery);
  const entry = ({ id, company, role }: Pick<Invitation, "id" | "company" | "role">, about: string): Entry => ({
    id,
    words: role === null ? company : `${company} · ${role}`,
    about,
    act: () => {
      onClose();
      void navigate({ to: "/invitations/$invitationId", params: { invitationId: id } });
    },
  });
  if (found !== undefined) return found.map((one) => entry(one, standing(one, t)));
  return (due?.items ?? []).slice(0, MOST_PRESSING).map((one) => entry(one, one.clock));
}

/** The people found, each leading to their page. */
export function usePeopleEntries(found: readonly Contact[], onClose: () => void): Entry[] {
  const navigate = useNavigate();
  const words = useSpeakWords();
  return found.map((person) => ({
    id: person.id,
    words: person.company === null ? person.name : `${person.name} · ${person.company}`,
    about: words.next(person),
    act: () => {
      onClose();
      void navigate({ to: "/people/$contactId", params: { contactId: person.id } });
    },
  }));
}

function standing({ status, attention }: Invitation, t: ReturnType<typeof useTranslation<"vocabulary">>["t"]): string {
  const words = t(`status.${status}`);
  return attention === null ? words : `${words} · ${t(`attention.${attention}`)}`;
}
