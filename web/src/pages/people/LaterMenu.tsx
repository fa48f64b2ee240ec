import { Button, Menu, Stack, Text } from "@mantine/core";
import { IconCalendarClock, IconCalendarOff, IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useRefused } from "~/acts/useActs";
import { Dialog } from "~/parts/Dialog";
import { FormFoot } from "~/parts/FormFoot";
import { useFieldWords, useProblemWords } from "~/parts/refusal";
import { useSpeakWords } from "~/parts/useSpeakWords";
import { readDay } from "~/parts/when/day";
import { DayField } from "~/parts/when/DayField";
import { useMe } from "~/queries/account";
import type { Contact } from "~/queries/contacts";
import { localeFor } from "~/time/moment";
import { todayIn } from "~/time/wall";

import { laterChoices } from "./later";
import { usePeopleActs } from "./usePeopleActs";

/** Skips a turn: the next day is another one, this once. */
export function LaterMenu({ contact }: { contact: Contact }) {
  const { t } = useTranslation("people");
  const { time_zone: zone } = useMe();
  const { replan } = usePeopleActs();
  const refused = useRefused();
  const words = useSpeakWords();
  const [isPicking, setPicking] = useState(false);
  const set = (speak_on: string | null) => void replan(contact, { speak_on }).catch(refused);
  return (
    <>
      <Menu position="bottom-start" shadow="md" width={290} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Button
            size="md"
            variant="default"
            leftSection={<IconCalendarClock size={18} aria-hidden />}
            rightSection={<IconChevronDown size={16} aria-hidden />}
          >
            {t(contact.speak_on === null ? "later.set" : "later.act")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {laterChoices(todayIn(zone)).map(({ key, day }) => (
            <Menu.Item
              key={key}
              onClick={() => set(day)}
              rightSection={
                <Text size="xs" c="dimmed" className="numbers">
                  {words.day(day)}
                </Text>
              }
            >
              {t(`later.${key}`)}
            </Menu.Item>
          ))}
          <Menu.Item leftSection={<IconCalendarClock size={17} aria-hidden />} onClick={() => setPicking(true)}>
            {t("later.other")}
          </Menu.Item>
          {contact.speak_on !== null && (
            <Menu.Item leftSection={<IconCalendarOff size={17} aria-hidden />} onClick={() => set(null)}>
              {t("later.none")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {isPicking && (
        <PickDay
          name={contact.name}
          zone={zone}
          set={(day) => replan(contact, { speak_on: day })}
          close={() => setPicking(false)}
        />
      )}
    </>
  );
}

interface PickDayProps {
  name: string;
  zone: string;
  set: (day: string) => Promise<void>;
  close: () => void;
}

function PickDay({ name, zone, set, close }: PickDayProps) {
  const { t, i18n } = useTranslation(["people", "common"]);
  const words = useProblemWords();
  const ofFields = useFieldWords();
  const [typed, type] = useState("");
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const submit = async () => {
    const day = readDay(typed, { today: todayIn(zone), locale: localeFor(i18n.language) });
    if (day === null) {
      setError(t(typed.trim() === "" ? "common:when.problem.missing_day" : "common:when.problem.unreadable_day"));
      return;
    }
    setBusy(true);
    try {
      await set(day);
      close();
    } catch (refusal) {
      setError(ofFields(refusal as Error).speak_on ?? words(refusal as Error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={t("next.title", { name })} onClose={close} size="sm">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Stack>
          <DayField
            label={t("later.day")}
            field={t("later.day")}
            size="md"
            data-autofocus
            zone={zone}
            value={typed}
            error={error}
            onChange={(value) => {
              setError(undefined);
              type(value);
            }}
          />
          <FormFoot act={t("common:act.save")} isBusy={isBusy} onCancel={close} />
        </Stack>
      </form>
    </Dialog>
  );
}
