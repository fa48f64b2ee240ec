import { ActionIcon, Menu } from "@mantine/core";
import {
  IconArchive,
  IconBuildingOff,
  IconDots,
  IconGhost2,
  IconMailHeart,
  IconRotate,
  IconTrash,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { type Filing, useActs } from "~/acts/useActs";
import { useProblemWords } from "~/parts/refusal";
import { MenuLink } from "~/parts/links";
import { sayRefused } from "~/parts/notify";
import { type Invitation, useEditInvitation } from "~/queries/invitations";
import type { Steps } from "~/queries/steps";

interface Props {
  invitation: Invitation;
  steps: Steps;
}

const FILINGS = [
  { status: "cancelled_by_employer", icon: IconBuildingOff },
  { status: "closed", icon: IconArchive },
  { status: "lapsed", icon: IconGhost2 },
] as const satisfies { status: Filing; icon: unknown }[];

/** The statuses that lead back to where an invitation is open or answered. */
function isBack(status: Invitation["status"]): boolean {
  return FILINGS.every((filing) => filing.status !== status);
}

/** What is done seldom: filing it away, opening it again, keeping in touch, deleting. */
export function FurtherActs({ invitation, steps }: Props) {
  const { t } = useTranslation(["invitation", "common", "vocabulary"]);
  const acts = useActs();
  const edit = useEditInvitation();
  const may = (status: Invitation["status"]) => steps.permitted_statuses.includes(status);
  const words = useProblemWords();
  const change = (act: Promise<unknown>) =>
    void act.catch((error: unknown) => sayRefused(t("common:problem.title"), words(error as Error)));
  return (
    <Menu position="bottom-end" shadow="md" width={260}>
      <Menu.Target>
        <ActionIcon size={42} variant="default" aria-label={t("act.more")}>
          <IconDots size={20} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {steps.permitted_statuses.filter(isBack).map((status) => (
          <Menu.Item
            key={status}
            leftSection={<IconRotate size={17} aria-hidden />}
            onClick={() =>
              change(edit.mutateAsync({ id: invitation.id, version: invitation.version, changes: { status } }))
            }
          >
            {status === "awaiting_reply"
              ? t("act.reopen")
              : t("act.put_back", { status: t(`vocabulary:status.${status}`) })}
          </Menu.Item>
        ))}
        {FILINGS.filter(({ status }) => may(status)).map(({ status, icon: Icon }) => (
          <Menu.Item
            key={status}
            leftSection={<Icon size={17} aria-hidden />}
            onClick={() => change(acts.file(invitation, status))}
          >
            {t(`act.file.${status}`)}
          </Menu.Item>
        ))}
        <MenuLink
          leftSection={<IconMailHeart size={17} aria-hidden />}
          to="/invitations/$invitationId/reply"
          params={{ invitationId: invitation.id }}
          search={{ kind: "check_in" }}
        >
          {t("act.check_in")}
        </MenuLink>
        <Menu.Divider />
        <Menu.Item
          color="red"
          leftSection={<IconTrash size={17} aria-hidden />}
          onClick={() => void acts.remove(invitation).catch(() => undefined)}
        >
          {t("act.delete")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
