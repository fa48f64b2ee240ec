import { useTranslation } from "react-i18next";

import { OneLink } from "./OneLink";

const WAYS = ["service", "own"] as const;

/** Where whole messages are handed in: by a mail server of one's own, or a service that posts them. */
export function Forwarding() {
  const { t } = useTranslation("mail");
  return (
    <OneLink kind="mail">
      {WAYS.map((way) => (
        <div key={way}>
          <dt>{t(`mail.how.${way}`)}</dt>
          <dd>{t(`mail.how_about.${way}`)}</dd>
        </div>
      ))}
    </OneLink>
  );
}
