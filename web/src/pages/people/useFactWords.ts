/** What the facts of a person say: values as the server has them, in the words of the page. */

import { useTranslation } from "react-i18next";

import type { Schemas } from "~/api/client";
import { useSpeakWords } from "~/parts/useSpeakWords";

import type { Difference } from "./fields";

export interface FactWords {
  label: (name: Difference["name"]) => string;
  value: (name: Difference["name"], value: string | number | null) => string;
}

export function useFactWords(): FactWords {
  const { t } = useTranslation(["people", "vocabulary"]);
  const { day } = useSpeakWords();
  return {
    label: (name) => t(`people:field.${name}`),
    value: (name, value) => {
      if (value === null) return t("fact.nothing");
      if (name === "cadence_days") return t("cadence.every", { count: Number(value) });
      if (name === "met_by") return t(`vocabulary:medium.${value as Schemas["Medium"]}`);
      return name === "speak_on" ? day(String(value)) : String(value);
    },
  };
}
