import { useState } from "react";
import { useTranslation } from "react-i18next";

import { readDay, showDay } from "~/parts/when/day";
import { DayField } from "~/parts/when/DayField";
import { useMe } from "~/queries/account";
import { localeFor } from "~/time/moment";
import { todayIn } from "~/time/wall";

import { FIELD } from "../field";

interface Props {
  label: string;
  day: string;
  error: string | undefined;
  change: (day: string) => void;
}

/** From when a process could begin. */
export default function NotBefore({ label, day, error, change }: Props) {
  const { i18n } = useTranslation();
  const { time_zone: zone } = useMe();
  const locale = localeFor(i18n.language);
  const [typed, setTyped] = useState(() => (day === "" ? "" : showDay(day, locale)));
  return (
    <DayField
      label={label}
      field={label}
      {...FIELD}
      zone={zone}
      value={typed}
      error={error}
      onChange={(text) => {
        setTyped(text);
        change(readDay(text, { today: todayIn(zone), locale }) ?? "");
      }}
    />
  );
}
