import { describe, expect, it } from "vitest";
import type { Approval, Demand, PolicyRule } from "../src/api/model";
import { planPath, tabOf } from "../src/approvals/view";
import { demandText, mayBreakGlass } from "../src/approvals/text";
import { effectText, matchText, parseLabels } from "../src/settings/ruleText";
import { stageOf } from "../src/stop/stage";
import { aStop } from "./shapes";

const aDemand = (part: Partial<Demand>): Demand => ({
  ruleId: "7d0b0b8e-2f0a-4a53-9f36-3f1a2b3c4d5e",
  version: 3,
  rule: "prod databases",
  kind: "APPROVAL",
  approvals: 2,
  approvers: [],
  why: "host db-1",
  breakGlass: true,
  requestValidFor: "PT1H",
  runWithin: "PT15M",
  ...part,
});

const anApproval = (part: Partial<Approval>): Approval => ({
  subjectId: "51e0a7a2-0a35-4a5e-8b0b-6f7f4b6f2f10",
  kind: "STOP",
  title: "SIGTERM to 4121 on web-12",
  digest: "ab",
  demands: [aDemand({})],
  reason: "The port is needed",
  requestedBy: "olga",
  requestedAt: "2026-11-22T15:59:00Z",
  expiresAt: "2026-11-22T16:59:00Z",
  state: "PENDING",
  given: 1,
  needed: 2,
  decisions: [],
  mayDecide: true,
  own: false,
  ...part,
});

const aRule = (part: Partial<PolicyRule>): PolicyRule => ({
  ruleId: "7d0b0b8e-2f0a-4a53-9f36-3f1a2b3c4d5e",
  version: 1,
  kind: "PROTECTED",
  name: "databases",
  match: {},
  effect: "APPROVAL",
  approvals: 1,
  approvers: [],
  requestValidFor: "PT1H",
  runWithin: "PT15M",
  breakGlass: true,
  retired: false,
  changedBy: "ada",
  changedAt: "2026-11-22T15:59:00Z",
  warnings: [],
  ...part,
});

describe("approvals", () => {
  it("say which rule wants whom, and why", () => {
    expect(demandText(aDemand({}))).toBe("approval of 2 people is needed: rule prod databases (host db-1)");
    expect(demandText(aDemand({ approvals: 1, approvers: ["anna", "bert"] }))).toBe(
      "approval of 1 person out of anna, bert is needed: rule prod databases (host db-1)",
    );
  });

  it("can be gone without only where every rule lets them", () => {
    expect(mayBreakGlass([])).toBe(false);
    expect(mayBreakGlass([aDemand({})])).toBe(true);
    expect(mayBreakGlass([aDemand({}), aDemand({ breakGlass: false })])).toBe(false);
  });

  it("lead to the plan that they are for", () => {
    expect(planPath(anApproval({}))).toBe("?stop=51e0a7a2-0a35-4a5e-8b0b-6f7f4b6f2f10");
    expect(planPath(anApproval({ kind: "BULK" }))).toBe("/bulk-stops/51e0a7a2-0a35-4a5e-8b0b-6f7f4b6f2f10");
    expect(tabOf(new URLSearchParams("tab=history"))).toBe("history");
    expect(tabOf(new URLSearchParams("tab=other"))).toBe("pending");
  });

  it("are a stage between the review and the run", () => {
    const now = new Date("2026-11-22T16:00:00Z");
    const approval = anApproval({});
    for (const state of ["AWAITING_APPROVAL", "APPROVED"] as const) {
      expect(stageOf(aStop({ state, approval }), now)).toMatchObject({ is: "approve", approval, typed: undefined });
    }
  });
});

describe("rules", () => {
  it("are told in words", () => {
    expect(matchText({})).toBe("every stop");
    expect(
      matchText({
        requesterRole: "OPERATOR",
        host: "db-*",
        hostLabels: { env: "prod", team: "data" },
        ports: "5432",
        sigkill: true,
        moreThanHosts: 10,
      }),
    ).toBe("asked for by an operator, host db-*, labels env=prod team=data, port 5432, SIGKILL, more than 10 hosts");
    expect(effectText(aRule({ effect: "FORBID" }))).toBe("nobody may stop it");
    expect(effectText(aRule({ approvals: 2, approvers: ["anna", "bert"] }))).toBe("2 other people of anna, bert");
  });

  it("read labels as they are typed", () => {
    expect(parseLabels("env=prod, team=web")).toEqual({ env: "prod", team: "web" });
    expect(parseLabels("")).toEqual({});
    expect(parseLabels("env")).toBeUndefined();
    expect(parseLabels("a=b=c")).toBeUndefined();
  });
});
