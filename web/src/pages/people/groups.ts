/** People as they are listed: who is due, who comes up, and who has no day. The order is the server's. */

import type { Contact } from "~/queries/contacts";

export type PeopleGroupCode = "due" | "ahead" | "no_day" | "deleted";

export interface PeopleOf {
  code: PeopleGroupCode;
  people: Contact[];
}

export function groupedPeople(people: readonly Contact[], areDeleted: boolean): PeopleOf[] {
  const codeOf = ({ is_due, speak_on }: Contact): PeopleGroupCode => {
    if (areDeleted) return "deleted";
    if (speak_on === null) return "no_day";
    return is_due ? "due" : "ahead";
  };
  return (["due", "ahead", "no_day", "deleted"] as const)
    .map((code) => ({ code, people: people.filter((one) => codeOf(one) === code) }))
    .filter((group) => group.people.length > 0);
}
