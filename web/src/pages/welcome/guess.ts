/** What the browser lets one guess of a newcomer: where they are, and which days they work. Always shown before it counts. */

import { weekOf } from "~/parts/place/weekdays";
import type { Place } from "~/parts/place/PlaceFields";
import type { Country } from "~/queries/places";

/** What a browser says of itself. */
export interface Browser {
  zone: string | undefined;
  /** The languages that the person prefers, with regions where they name them: "de-AT". */
  languages: readonly string[];
  /** The zones of a country, where the browser knows them. */
  zonesOf: (country: string) => readonly string[];
}

export interface Guess extends Place {
  /** Null: those of the country. */
  working_days: number[] | null;
}

export function thisBrowser(): Browser {
  return { zone: Intl.DateTimeFormat().resolvedOptions().timeZone, languages: navigator.languages, zonesOf };
}

/** The zone counts more than the language: plenty of people read English, wherever they are. */
export function guessFrom(browser: Browser, countries: readonly Country[]): Guess {
  const country = guessCountry(
    browser,
    countries.map(({ code }) => code),
  );
  return {
    time_zone: browser.zone ?? "UTC",
    country,
    region: null,
    working_days: country === null ? guessWeek(browser.languages[0]) : null,
  };
}

function guessCountry({ zone, languages, zonesOf: zones }: Browser, known: readonly string[]): string | null {
  const spoken = languages
    .map(regionOf)
    .filter((region): region is string => region !== null && known.includes(region));
  const here = zone === undefined ? [] : [...spoken, ...known].filter((code) => zones(code).includes(zone));
  if (here[0] !== undefined) return here[0];
  const knowsZones = known.some((code) => zones(code).length > 0);
  return knowsZones && zone !== undefined ? null : (spoken[0] ?? null);
}

function guessWeek(language: string | undefined): number[] | null {
  const weekend = language === undefined ? undefined : weekOf(language)?.weekend;
  if (weekend === undefined || weekend.length === 0) return null;
  const working = [0, 1, 2, 3, 4, 5, 6].filter((day) => !weekend.includes(day + 1));
  return working.length === 5 && !working.includes(5) && !working.includes(6) ? null : working;
}

function regionOf(tag: string): string | null {
  try {
    return new Intl.Locale(tag).region ?? null;
  } catch {
    return null;
  }
}

function zonesOf(country: string): readonly string[] {
  try {
    const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & {
      getTimeZones?: () => string[] | undefined;
      timeZones?: string[];
    };
    return locale.getTimeZones?.() ?? locale.timeZones ?? [];
  } catch {
    return [];
  }
}
