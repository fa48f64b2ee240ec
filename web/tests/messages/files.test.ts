import { expect, test } from "vitest";

import { isForImport } from "~/pages/record/textFile";

test.each([
  [{ name: "Invitation.EML", type: "" }, true],
  [{ name: "invite", type: "text/calendar" }, true],
  [{ name: "list.csv", type: "text/csv" }, true],
  [{ name: "note.txt", type: "text/plain" }, false],
  [{ name: "calendar.ics.txt", type: "text/plain" }, false],
])("%j is looked at as a whole: %s", (file, is) => expect(isForImport(file)).toBe(is));
