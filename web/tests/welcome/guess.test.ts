import { describe, expect, it } from "vitest";

import { type Browser, guessFrom } from "~/pages/welcome/guess";

const COUNTRIES = ["AT", "DE", "GB", "IL"].map((code) => ({ code, working_days: [0, 1, 2, 3, 4], regions: [] }));
const ZONES: Record<string, string[]> = {
  AT: ["Europe/Vienna"],
  DE: ["Europe/Berlin", "Europe/Busingen"],
  GB: ["Europe/London"],
  IL: ["Asia/Jerusalem"],
};

const browser = (given: Partial<Browser>): Browser => ({
  zone: "Europe/Berlin",
  languages: ["en-GB"],
  zonesOf: (country) => ZONES[country] ?? [],
  ...given,
});

describe("what a browser lets one guess", () => {
  it("takes the country from the zone, whatever language is read there", () => {
    expect(guessFrom(browser({}), COUNTRIES)).toEqual({
      time_zone: "Europe/Berlin",
      country: "DE",
      region: null,
      working_days: null,
    });
  });

  it("takes the country of the language where the zone says nothing", () => {
    expect(guessFrom(browser({ languages: ["en", "de-AT"], zonesOf: () => [] }), COUNTRIES).country).toBe("AT");
  });

  it("names no country that the zone doesn't lie in", () => {
    expect(guessFrom(browser({ zone: "Asia/Tokyo" }), COUNTRIES).country).toBeNull();
  });

  it("names no country whose holidays aren't known", () => {
    expect(guessFrom(browser({ languages: ["fr-FR"], zonesOf: () => [] }), COUNTRIES).country).toBeNull();
  });

  it("takes UTC where the browser doesn't tell its zone", () => {
    expect(guessFrom(browser({ zone: undefined, languages: [] }), COUNTRIES)).toMatchObject({
      time_zone: "UTC",
      country: null,
    });
  });

  it("never mistakes what isn't a language for one", () => {
    expect(guessFrom(browser({ zone: undefined, languages: ["not a tag!"] }), COUNTRIES).country).toBeNull();
  });
});
