/** The invitations of the worked example: a Friday afternoon, a Saturday, and one whose interview is near. */

import { addDays, instantOf, todayIn } from "~/time/wall";

export interface ExampleMoments {
  received_at: string;
  interview_at?: string;
}

const FRIDAY = 5;

/** Around the latest Friday before today, in the zone that is being tried. */
export function exampleMoments(zone: string): Record<"friday" | "saturday" | "interview", ExampleMoments> {
  const today = todayIn(zone);
  const since = (new Date(`${today}T00:00:00Z`).getUTCDay() - FRIDAY + 7) % 7 || 7;
  const friday = addDays(today, -since);
  const at = (date: string, time: string) => instantOf(`${date} ${time}`, zone);
  return {
    friday: { received_at: at(friday, "16:40") },
    saturday: { received_at: at(addDays(friday, 1), "11:00") },
    interview: { received_at: at(friday, "16:40"), interview_at: at(addDays(friday, 4), "10:00") },
  };
}
