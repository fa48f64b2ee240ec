import { useEffect, useState } from "react";

import { millisecondsUntil } from "~/time/server";

const LOOK_MS = 200;

/** The time until an instant of the server's, in whole seconds as a person counts them; negative once it has passed. */
export function useTimeLeft(instant: string): number {
  const [left, setLeft] = useState(() => secondsUntil(instant));
  useEffect(() => {
    const look = () => setLeft(secondsUntil(instant));
    look();
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, [instant]);
  return left;
}

const secondsUntil = (instant: string) => Math.ceil(millisecondsUntil(instant) / 1000);
