import { useRouterState } from "@tanstack/react-router";

import classes from "./Shell.module.css";

/** A thin line at the top while the next page is fetched; one that comes at once never shows it. */
export function UnderWay() {
  const isLoading = useRouterState({ select: (state) => state.isLoading });
  return isLoading ? <div className={classes.underWay} aria-hidden /> : null;
}
