import { useDebouncedValue } from "@mantine/hooks";

import type { CheckInWish } from "./checkInWish";

const PAUSE_MS = 350;

/** The wish that lines are asked for: choices at once, words that are being typed when the typing pauses. */
export function useSettledWish(wish: CheckInWish): CheckInWish {
  const [details] = useDebouncedValue(wish.details, PAUSE_MS);
  return { ...wish, details };
}
