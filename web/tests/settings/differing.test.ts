import { expect, it } from "vitest";

import { differing } from "~/pages/settings/useProfileForm";

const SAVED = { name: "Ada", working_days: [0, 1] as number[] | null, hours: 2 };

it("sends only what differs from what is saved", () => {
  expect(differing(["name", "hours"], { name: "Ada", hours: 3 }, SAVED)).toEqual({ hours: 3 });
});

it("takes a list with the same days for the same", () => {
  expect(differing(["working_days"], { working_days: [0, 1] }, SAVED)).toEqual({});
});

it("tells nothing from not touched", () => {
  expect(differing(["working_days"], { working_days: null }, SAVED)).toEqual({ working_days: null });
});

it("takes an emptied number for a change, which the server is to refuse", () => {
  expect(Object.keys(differing(["hours"], { hours: NaN }, SAVED))).toEqual(["hours"]);
});
