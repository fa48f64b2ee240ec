import { Menu, Text } from "@mantine/core";
import { IconBell, IconCalendarClock } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { useMe } from "~/queries/account";
import type { Invitation } from "~/queries/invitations";
import { useMomentWords } from "~/time/moment";

import { SnoozeDialog } from "./dialogs";
import { snoozeChoices } from "./untilWhen";
import { useActs, useRefused } from "./useActs";

interface Props {
  invitation: Pick<Invitation, "id" | "company" | "snoozed_until">;
  /** The button that opens it. */
  children: ReactNode;
  opened?: boolean;
  onChange?: (opened: boolean) => void;
  /** After something was chosen. */
  onDone?: () => void;
}

/** Until when to hear nothing of an invitation: the usual answers, and a day of one's own. */
export function SnoozeMenu({ invitation, children, opened, onChange, onDone }: Props) {
  const [isPicking, setIsPicking] = useState(false);
  const acts = useActs();
  const refused = useRefused();
  return (
    <>
      <Menu
        opened={opened}
        onChange={onChange}
        position="bottom-end"
        shadow="md"
        width={270}
        withInitialFocusPlaceholder={false}
      >
        <Menu.Target>{children}</Menu.Target>
        <Menu.Dropdown>
          <Choices
            invitation={invitation}
            onWake={() => void acts.wake(invitation).then(onDone, () => undefined)}
            onChoose={(until) => void acts.snooze(invitation, until).then(onDone, refused)}
            onPick={() => setIsPicking(true)}
          />
        </Menu.Dropdown>
      </Menu>
      {isPicking && (
        <SnoozeDialog
          company={invitation.company}
          onSnooze={(until) => acts.snooze(invitation, until).then(onDone)}
          onClose={() => setIsPicking(false)}
        />
      )}
    </>
  );
}

interface ChoicesProps extends Pick<Props, "invitation"> {
  onWake: () => void;
  onChoose: (until: string) => void;
  onPick: () => void;
}

function Choices({ invitation, onWake, onChoose, onPick }: ChoicesProps) {
  const { t } = useTranslation();
  const { time_zone: zone } = useMe();
  const moment = useMomentWords();
  const now = new Date();
  const isSnoozed = invitation.snoozed_until !== null && new Date(invitation.snoozed_until) > now;
  return (
    <>
      <Menu.Label>{t("snooze.label")}</Menu.Label>
      {isSnoozed && (
        <Menu.Item leftSection={<IconBell size={17} aria-hidden />} onClick={onWake}>
          {t("snooze.wake")}
        </Menu.Item>
      )}
      {snoozeChoices(now, zone).map(({ key, until }) => (
        <Menu.Item
          key={key}
          onClick={() => onChoose(until)}
          rightSection={
            <Text size="xs" c="dimmed" className="numbers">
              {key === "hours" ? moment.time(until) : moment.day(`${until}T12:00:00Z`)}
            </Text>
          }
        >
          {t(`snooze.choice.${key}`)}
        </Menu.Item>
      ))}
      <Menu.Item leftSection={<IconCalendarClock size={17} aria-hidden />} onClick={onPick}>
        {t("snooze.choice.other")}
      </Menu.Item>
      <Menu.Divider />
      <Text size="xs" c="dimmed" px="sm" pb={6}>
        {t("snooze.rule")}
      </Text>
    </>
  );
}
