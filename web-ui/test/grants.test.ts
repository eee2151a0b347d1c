import { describe, expect, it } from "vitest";
import { refusalOf } from "../src/access/refusal";
import { expiryAfter, grantText, labelsText, parseLabels } from "../src/settings/grants";

describe("labels", () => {
  it.each([
    ["", {}],
    ["  ", {}],
    ["env=prod", { env: "prod" }],
    [" env=prod ,team=web", { env: "prod", team: "web" }],
    ["a=b=c", { a: "b=c" }],
  ])("%j is read", (text, labels) => {
    expect(parseLabels(text)).toEqual(labels);
  });

  it.each(["env", "env=", "=prod", "env=prod,", "env=prod,env=test"])("%j is refused", (text) => {
    expect(() => parseLabels(text)).toThrow(/label|twice/);
  });

  it("are read back as they are written", () => {
    const labels = { env: "prod", team: "web" };
    expect(parseLabels(labelsText(labels))).toEqual(labels);
  });
});

describe("grants", () => {
  it("say where", () => {
    expect(grantText({ role: "viewer", on: {} })).toBe("viewer everywhere");
    expect(grantText({ role: "operator", on: { env: "prod" } })).toBe("operator on env=prod");
  });

  it("of a token end in time", () => {
    expect(expiryAfter(7, new Date("2026-01-01T00:00:00Z"))).toBe("2026-01-08T00:00:00.000Z");
  });
});

describe("a sign-in that failed", () => {
  it("is told at its address only", () => {
    expect(refusalOf({ pathname: "/hosts", search: "?error=disabled" })).toBeUndefined();
    expect(refusalOf({ pathname: "/sign-in-failed", search: "?error=disabled" })).toMatch(/disabled/);
    expect(refusalOf({ pathname: "/sign-in-failed", search: "?error=access_denied" })).toMatch(/access_denied/);
    expect(refusalOf({ pathname: "/sign-in-failed", search: "" })).toMatch(/not completed/);
  });
});
