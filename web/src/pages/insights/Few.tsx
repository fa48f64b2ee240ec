import { useTranslation } from "react-i18next";

import classes from "./insights.module.css";

/** In the place of a figure that the server doesn't tell, since there is too little to tell it from. */
export function Few({ n, least }: { n: number; least: number }) {
  const { t } = useTranslation("insights");
  return (
    <>
      <dd className={classes.few}>{t("few")}</dd>
      <dd className={classes.quiet}>{t("few_about", { n, least })}</dd>
    </>
  );
}
