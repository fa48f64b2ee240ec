import { expect, test } from "vitest";

import { eventsByDay } from "~/pages/calendar/events";
import type { Invitation } from "~/queries/invitations";

const invitation = (id: string, respond_by: string, interview_at: string | null = null) =>
  ({ id, company: id, respond_by, interview_at }) as Invitation;

test("an event stands on the local date of the account's zone", () => {
  const late = invitation("Acme", "2026-11-23T23:30:00Z");
  expect([...eventsByDay([late], [], "Europe/Berlin").keys()]).toEqual(["2026-11-24"]);
  expect([...eventsByDay([late], [], "America/New_York").keys()]).toEqual(["2026-11-23"]);
});

test("the hours around a change of clocks stay on their day", () => {
  const twice = [invitation("Acme", "2026-10-25T00:30:00Z"), invitation("Birch", "2026-10-25T01:30:00Z")];
  expect([...eventsByDay(twice, [], "Europe/Berlin").keys()]).toEqual(["2026-10-25"]);
});

test("deadlines and interviews of a day stand in the order of their hours", () => {
  const acme = invitation("Acme", "2026-11-24T17:00:00Z", "2026-11-24T09:00:00Z");
  const birch = invitation("Birch", "2026-11-24T08:00:00+01:00");
  const day = eventsByDay([acme, birch], [acme], "Europe/Berlin").get("2026-11-24");
  expect(day?.map(({ key }) => key)).toEqual(["deadline Birch", "interview Acme", "deadline Acme"]);
});
