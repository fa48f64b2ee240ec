import { Button } from "@mantine/core";
import { IconCalendarPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { OneLink } from "./OneLink";

const PROGRAMS = ["apple", "google", "outlook"] as const;

/** Deadlines and interviews in the person's own calendar. */
export function CalendarFeed() {
  const { t } = useTranslation("mail");
  return (
    <OneLink
      kind="feed"
      acts={({ subscribe_url: address }) =>
        address !== null && (
          <Button
            component="a"
            href={address}
            h={40}
            variant="default"
            leftSection={<IconCalendarPlus size={17} aria-hidden />}
          >
            {t("feed.subscribe")}
          </Button>
        )
      }
    >
      {PROGRAMS.map((program) => (
        <div key={program}>
          <dt>{t(`feed.how.${program}`)}</dt>
          <dd>{t(`feed.how_about.${program}`)}</dd>
        </div>
      ))}
    </OneLink>
  );
}
