import { describe, expect, it } from "vitest";
import type { HostPolicy } from "../src/api/model";
import { countOf, meaningOf, namesText, rulesOf } from "../src/settings/hostPolicyText";

const BUILT_IN = { rule: "protected.pid1", text: "PID 1", configured: false };
const OWN = { rule: "protected.unit:database", text: "units postgresql*.service", configured: true };

const aPolicy = (part: Partial<HostPolicy>): HostPolicy => ({
  policyId: "0123456789abcdef0123456789abcdef",
  kind: "RULES",
  policy: { observeOnly: false, rules: [BUILT_IN, OWN] },
  hosts: 1,
  names: ["db-1"],
  ...part,
});

describe("policies of hosts", () => {
  it("names the first hosts and counts the others", () => {
    expect(namesText(aPolicy({}))).toBe("db-1");
    expect(namesText(aPolicy({ hosts: 1_003, names: ["a", "b", "c"] }))).toBe("a, b, c and 1,000 more");
  });

  it("tells what the owner wrote from what is built in", () => {
    expect(rulesOf(aPolicy({}).policy)).toEqual({ own: [OWN], builtIn: [BUILT_IN] });
    expect(meaningOf(aPolicy({}))).toBe("");
    expect(meaningOf(aPolicy({ policy: { observeOnly: false, rules: [BUILT_IN] } }))).toBe(
      "Nothing but what is built in.",
    );
  });

  it("takes what was never told for unknown, and not for a policy without rules", () => {
    const never = { policyId: "unknown", kind: "UNKNOWN", hosts: 1, names: ["new"] } as const;
    expect(rulesOf(undefined)).toEqual({ own: [], builtIn: [] });
    expect(meaningOf(never)).toMatch(/^Not known/);
  });

  it("says what is wrong, and what that means", () => {
    const policy = { observeOnly: false, problem: "observe-only is true or false", rules: [BUILT_IN] };
    expect(meaningOf(aPolicy({ kind: "MALFORMED", policy }))).toBe(
      "Nothing may be stopped there until it is mended: observe-only is true or false",
    );
    expect(meaningOf(aPolicy({ kind: "OBSERVE_ONLY" }))).toMatch(/^Nothing may be stopped there/);
  });

  it("counts each kind by its own number", () => {
    const hosts = { malformed: 1, unknown: 2, observeOnly: 3, rules: 4 };
    expect((["MALFORMED", "UNKNOWN", "OBSERVE_ONLY", "RULES"] as const).map((kind) => countOf(kind, hosts))).toEqual([
      1, 2, 3, 4,
    ]);
  });
});
