/** The parts of the settings, in the order of their list. The address names one. */

import {
  IconBell,
  IconDatabase,
  IconHourglass,
  IconKey,
  IconListDetails,
  IconMailCog,
  IconShieldLock,
  IconUser,
} from "@tabler/icons-react";
import type { ComponentType } from "react";

import { DataSection } from "./DataSection";
import { DeadlinesSection } from "./DeadlinesSection";
import { LogSection } from "./LogSection";
import { MailSection } from "./mail/MailSection";
import { ProfileSection } from "./ProfileSection";
import { RemindersSection } from "./RemindersSection";
import { SecuritySection } from "./SecuritySection";
import { TokensSection } from "./TokensSection";

export const SECTIONS = [
  { name: "profile", icon: IconUser, Section: ProfileSection },
  { name: "security", icon: IconShieldLock, Section: SecuritySection },
  { name: "deadlines", icon: IconHourglass, Section: DeadlinesSection },
  { name: "reminders", icon: IconBell, Section: RemindersSection },
  { name: "mail", icon: IconMailCog, Section: MailSection },
  { name: "log", icon: IconListDetails, Section: LogSection },
  { name: "tokens", icon: IconKey, Section: TokensSection },
  { name: "data", icon: IconDatabase, Section: DataSection },
] as const satisfies readonly { name: string; icon: unknown; Section: ComponentType }[];

/** The list itself, which is a page of its own on a telephone. */
export const ALL = "all";
