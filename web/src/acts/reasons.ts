/** The one flat list of reasons, in the order in which they are offered. */

import type { Schemas } from "~/api/client";

type Reason = Schemas["Reason"];

// A record, so that a reason which the server learns is missed by the type checker, not by a person.
const PLACE: Record<Reason, number> = {
  accepted_other_offer: 0,
  staying_put: 1,
  salary: 2,
  location: 3,
  work_mode: 4,
  contract_type: 5,
  role_mismatch: 6,
  level_mismatch: 7,
  timing: 8,
  personal: 9,
  values_fit: 10,
  company_concerns: 11,
  work_authorisation: 12,
  process_load: 13,
  other: 14,
  undisclosed: 15,
};

export const REASONS = (Object.keys(PLACE) as Reason[]).sort((one, other) => PLACE[one] - PLACE[other]);
