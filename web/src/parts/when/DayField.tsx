import { ActionIcon, Popover, Skeleton, TextInput, type TextInputProps } from "@mantine/core";
import { useDisclosure, useMergedRef } from "@mantine/hooks";
import { IconCalendar } from "@tabler/icons-react";
import { lazy, Suspense, useRef } from "react";
import { useTranslation } from "react-i18next";

import { localeFor } from "~/time/moment";
import { todayIn } from "~/time/wall";

import { type Lean, readDay, showDay } from "./day";

const DayCalendar = lazy(() => import("./DayCalendar"));

type Props = Omit<TextInputProps, "value" | "onChange"> & {
  /** As it was typed; `readDay` makes a date of it. */
  value: string;
  onChange: (typed: string) => void;
  /** What the date is of, for the calendar's button. */
  field: string;
  zone: string;
  lean?: Lean;
};

/** A date that is typed as people write it, or picked from a calendar. What was understood is written out on leaving. */
export function DayField({ value, onChange, field: name, zone, lean, onBlur, ref, ...input }: Props) {
  const { t, i18n } = useTranslation();
  const [isOpen, { open, close }] = useDisclosure();
  const field = useRef<HTMLInputElement>(null);
  const merged = useMergedRef(field, ref);
  const locale = localeFor(i18n.language);
  const today = todayIn(zone);
  const day = readDay(value, { today, locale, lean });
  const pick = (picked: string) => {
    onChange(showDay(picked, locale));
    close();
  };
  return (
    <Popover
      opened={isOpen}
      onChange={(opens) => !opens && close()}
      position="bottom-end"
      returnFocus
      trapFocus
      shadow="md"
      withinPortal={false}
      // The button opens it, not the field.
      withRoles={false}
    >
      <Popover.Target>
        <TextInput
          {...input}
          ref={merged}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          onBlur={(event) => {
            if (day !== null) onChange(showDay(day, locale));
            onBlur?.(event);
          }}
          autoComplete="off"
          rightSectionWidth={44}
          rightSection={
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              aria-label={t("when.open_calendar", { field: name })}
              aria-haspopup="dialog"
              aria-expanded={isOpen}
              onClick={isOpen ? close : open}
              onKeyDown={(event) => event.key === "Escape" && close()}
            >
              <IconCalendar size={18} aria-hidden />
            </ActionIcon>
          }
        />
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={t("when.open_calendar", { field: name })}>
        <Suspense fallback={<Skeleton w={280} h={300} />}>
          <DayCalendar day={day} today={today} pick={pick} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
