import "@mantine/dates/styles.css";
import "dayjs/locale/de";
import "dayjs/locale/en-gb";

import { DatePicker } from "@mantine/dates";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  day: string | null;
  today: string;
  pick: (day: string) => void;
}

/** A month to pick a day from. */
export default function DayCalendar({ day, today, pick }: Props) {
  const { t, i18n } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // It comes after the popover has opened, which by then has looked for something to focus.
    const days = place.current?.querySelectorAll<HTMLElement>("table button") ?? [];
    [...days].find((one) => one.tabIndex === 0)?.focus();
  }, []);
  return (
    <div ref={place}>
      <DatePicker
        value={day}
        defaultDate={day ?? today}
        getDayProps={(one) => ({ "aria-current": one === today ? "date" : undefined })}
        onChange={(picked) => picked !== null && pick(picked)}
        locale={i18n.language === "de" ? "de" : "en-gb"}
        size="md"
        ariaLabels={{ previousMonth: t("when.previous_month"), nextMonth: t("when.next_month") }}
      />
    </div>
  );
}
