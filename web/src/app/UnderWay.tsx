import { useRouterState } from "@tanstack/react-router";

import classes from "./Shell.module.css";

/** A thin line at the top while the next page is fetched; one that comes at once never shows it. */
export function UnderWay() {
  const isLoading = useRouterState({ select: (state) => state.isLoading });
  return isLoading ? <Line /> : null;
}

/** The line itself, for what has to wait though its page is there. */
export const Line = () => <div className={classes.underWay} aria-hidden />;
