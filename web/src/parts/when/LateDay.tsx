import { useState } from "react";
import { useTranslation } from "react-i18next";

import { readDay, showDay } from "./day";
import { DayField } from "./DayField";
import { useMe } from "~/queries/account";
import { localeFor } from "~/time/moment";
import { todayIn } from "~/time/wall";

interface Props {
  label: string;
  /** "2026-12-01". */
  value: string | null;
  onChange: (day: string | null) => void;
}

/** A past date, passed on as soon as what is typed is one. A value that changes elsewhere is taken over. */
export function LateDay({ label, value, onChange }: Props) {
  const { i18n } = useTranslation();
  const { time_zone: zone } = useMe();
  const locale = localeFor(i18n.language);
  const shown = value === null ? "" : showDay(value, locale);
  const [typed, type] = useState(shown);
  const [told, tell] = useState(value);
  const read = (text: string) => readDay(text, { today: todayIn(zone), locale, lean: "back" });
  if (value !== told) {
    tell(value);
    if (read(typed) !== value) type(shown);
  }
  return (
    <DayField
      label={label}
      field={label}
      value={typed}
      zone={zone}
      lean="back"
      onChange={(text) => {
        type(text);
        const day = read(text);
        if (day !== null || text.trim() === "") onChange(day);
      }}
    />
  );
}
