import { useState } from "react";
import { useTranslation } from "react-i18next";

import { readWhen, type Typed, typedOf } from "~/parts/when/when";
import { WhenField } from "~/parts/when/WhenField";
import { useMe } from "~/queries/account";

import type { Wish } from "../wish";

interface Props {
  wish: Wish;
  choose: (changes: Partial<Wish>) => void;
  error: string | undefined;
}

/** By when the answer will come. A day alone will do. */
export default function PromisedBy({ wish, choose, error }: Props) {
  const { t, i18n } = useTranslation("compose");
  const { time_zone: zone } = useMe();
  const wall = { zone, language: i18n.language };
  const [typed, setTyped] = useState(() => typedOf(wish.promisedBy, wall));
  const change = (now: Typed) => {
    setTyped(now);
    const read = readWhen(now, { ...wall, dayAlone: true });
    choose({ promisedBy: typeof read === "string" ? read : null });
  };
  return (
    <WhenField
      label={t("choices.promised_by")}
      value={typed}
      onChange={change}
      zone={zone}
      description={typed.day === "" ? t("choices.promised_by_hint") : undefined}
      error={typed.day === "" ? undefined : error}
    />
  );
}
