import { CalendarFeed } from "./CalendarFeed";
import { Forwarding } from "./Forwarding";
import { Identity } from "./Identity";
import { FetchedMailbox } from "./FetchedMailbox";

/** The person's own mail and calendar: replies out, messages in, deadlines beside everything else. */
export function MailSection() {
  return (
    <>
      <Identity />
      <FetchedMailbox />
      <Forwarding />
      <CalendarFeed />
    </>
  );
}
