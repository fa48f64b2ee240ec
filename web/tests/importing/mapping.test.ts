/** What is asked for when a column is given another meaning. */

import { describe, expect, it } from "vitest";

import { remapped } from "~/pages/importing/mapping";

const meant = { Company: "company", Firm: null, Remarks: null };

describe("a column that is given a meaning", () => {
  it("takes it from the column that had it until now", () => {
    expect(remapped({}, meant, "Firm", "company")).toEqual({ Firm: "company", Company: null });
  });

  it("leaves every other word of the person as it was", () => {
    expect(remapped({ Remarks: "notes" }, { ...meant, Remarks: "notes" }, "Firm", "role")).toEqual({
      Remarks: "notes",
      Firm: "role",
    });
  });

  it("may be left out, and takes nothing from those that are left out already", () => {
    expect(remapped({}, meant, "Company", null)).toEqual({ Company: null });
  });

  it("keeps a meaning that it is given again", () => {
    expect(remapped({ Company: null }, meant, "Company", "company")).toEqual({ Company: "company" });
  });
});
