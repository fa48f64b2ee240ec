import { Menu } from "@mantine/core";
import { IconArchive, IconCalendarOff, IconGhost2, IconPencil, IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { MenuLink } from "~/parts/links";
import { type Filing, useActs, useRefused } from "~/acts/useActs";

import type { DueItem } from "./groups";

const FILINGS = [
  { status: "cancelled_by_employer", icon: IconCalendarOff },
  { status: "closed", icon: IconArchive },
  { status: "lapsed", icon: IconGhost2 },
] as const satisfies readonly { status: Filing; icon: unknown }[];

interface Props {
  item: DueItem;
  /** The button that opens it. */
  children: ReactNode;
  onDone: () => void;
}

/** What else can be done about an invitation; each has its undo. */
export function MoreMenu({ item, children, onDone }: Props) {
  const { t } = useTranslation(["home", "common"]);
  const acts = useActs();
  const refused = useRefused();
  return (
    <Menu position="bottom-end" shadow="md" width={270} withInitialFocusPlaceholder={false}>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        <MenuLink
          to="/invitations/$invitationId"
          params={{ invitationId: item.id }}
          leftSection={<IconPencil size={17} aria-hidden />}
        >
          {t("more.open")}
        </MenuLink>
        <Menu.Divider />
        {FILINGS.map(({ status, icon: Icon }) => (
          <Menu.Item
            key={status}
            leftSection={<Icon size={17} aria-hidden />}
            onClick={() => void acts.file(item, status).then(onDone, refused)}
          >
            {t(`more.${status}`)}
          </Menu.Item>
        ))}
        <Menu.Item
          leftSection={<IconTrash size={17} aria-hidden />}
          onClick={() => void acts.remove(item).then(onDone, () => undefined)}
        >
          {t("common:act.delete")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
