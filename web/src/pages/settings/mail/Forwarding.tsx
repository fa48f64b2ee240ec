import { useTranslation } from "react-i18next";

import { Secret } from "../Secret";
import { OneLink } from "./OneLink";

/** What a mail server's own pipe runs: the message goes in, as it is. */
const commandFor = (address: string) => `curl --data-binary @- -H 'Content-Type: message/rfc822' ${address}`;

const WAYS = ["service", "own"] as const;

/** Where whole messages are handed in: by a mail server of one's own, or a service that posts them. */
export function Forwarding() {
  const { t } = useTranslation("mail");
  return (
    <OneLink
      kind="mail"
      acts={({ url }) => (
        <div style={{ flex: "1 1 100%", minWidth: 0 }}>
          <Secret label={t("mail.command")} about={t("mail.command_about")} secret={commandFor(url)} />
        </div>
      )}
    >
      {WAYS.map((way) => (
        <div key={way}>
          <dt>{t(`mail.how.${way}`)}</dt>
          <dd>{t(`mail.how_about.${way}`)}</dd>
        </div>
      ))}
    </OneLink>
  );
}
