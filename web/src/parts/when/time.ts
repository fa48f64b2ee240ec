/** Times of day as people type them: "15:00", "15.30", "1500", "9", "15 Uhr", "3 pm". */

const CLOCK = /^(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?\s*(?:(a|p)\.?m\.?|h|uhr|o'clock)?$/;
const RUN = /^(\d{1,2})(\d{2})$/;

/** "15:00" for what somebody typed, or null where it is no time of a day. */
export function readTime(text: string): string | null {
  const typed = text.trim().toLowerCase();
  const [, hours = "", minutes = "0", half] = RUN.exec(typed) ?? CLOCK.exec(typed) ?? [];
  if (hours === "") return null;
  const hour = half === undefined ? Number(hours) : hourOf(Number(hours), half);
  if (hour === null || hour > 23 || Number(minutes) > 59) return null;
  return `${String(hour).padStart(2, "0")}:${String(Number(minutes)).padStart(2, "0")}`;
}

function hourOf(hour: number, half: string): number | null {
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (half === "p" ? 12 : 0);
}
