import { useTranslation } from "react-i18next";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The time from one instant to another, in the one unit that a person would say it in: "26 hours", "3 days". */
export function useSpan(): (from: string, to: string) => string {
  const { i18n } = useTranslation();
  return (from, to) => {
    const passed = Math.max(0, new Date(to).getTime() - new Date(from).getTime());
    const [unit, size]: readonly [string, number] =
      passed < HOUR ? ["minute", MINUTE] : passed < 2 * DAY ? ["hour", HOUR] : ["day", DAY];
    const count = Math.max(1, Math.round(passed / size));
    return new Intl.NumberFormat(i18n.language, { style: "unit", unit, unitDisplay: "long" }).format(count);
  };
}
