import { IconMailQuestion } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { listedQuery } from "~/queries/messages";

import classes from "./Home.module.css";

/** One quiet line, only while messages wait for a person to say what they are. */
export function WaitingMessages() {
  const { t } = useTranslation("home");
  const { data } = useQuery(listedQuery("waiting"));
  const [first, ...others] = data?.items ?? [];
  if (first === undefined) return null;
  const words = (
    <>
      <IconMailQuestion size={18} aria-hidden />
      {t("waiting_messages", { count: others.length + 1 })}
    </>
  );
  // One alone is opened at once.
  if (others.length > 0)
    return (
      <Link to="/messages" className={classes.unread}>
        {words}
      </Link>
    );
  return (
    <Link to="/messages/$messageId" params={{ messageId: first.id }} className={classes.unread}>
      {words}
    </Link>
  );
}
