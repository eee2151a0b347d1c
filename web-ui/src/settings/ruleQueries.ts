import { queryOptions } from "@tanstack/react-query";
import { api, answer } from "../api/client";
import type { PolicyRule } from "../api/model";
import { touchedBy } from "../api/topics";

export type RuleKind = PolicyRule["kind"];

export const rulesQuery = (kind: RuleKind) =>
  queryOptions({
    queryKey: ["rules", kind],
    queryFn: ({ signal }) =>
      kind === "APPROVAL"
        ? answer(api.GET("/api/approval-rules", { signal }))
        : answer(api.GET("/api/protected-things", { signal })),
    meta: touchedBy(["audit"]),
  });

export type RuleMatch = PolicyRule["match"];

export interface RuleDraft {
  name: string;
  match: RuleMatch;
  effect: PolicyRule["effect"];
  approvals: number;
  approvers: string[];
  breakGlass: boolean;
  reason: string;
}

/** Makes a rule, or lets the next version of one follow. */
export function saveRule(kind: RuleKind, before: PolicyRule | undefined, draft: RuleDraft): Promise<PolicyRule> {
  if (before === undefined) {
    return answer(
      kind === "APPROVAL"
        ? api.POST("/api/approval-rules", { body: draft })
        : api.POST("/api/protected-things", { body: draft }),
    );
  }
  const { requestValidFor, runWithin } = before;
  const body = { ...draft, requestValidFor, runWithin, follows: before.version };
  const params = { path: { ruleId: before.ruleId } };
  return answer(
    kind === "APPROVAL"
      ? api.PUT("/api/approval-rules/{ruleId}", { params, body })
      : api.PUT("/api/protected-things/{ruleId}", { params, body }),
  );
}

export function retireRule(rule: PolicyRule, reason: string): Promise<PolicyRule> {
  const params = { path: { ruleId: rule.ruleId } };
  const body = { reason, follows: rule.version };
  return answer(
    rule.kind === "APPROVAL"
      ? api.POST("/api/approval-rules/{ruleId}/retire", { params, body })
      : api.POST("/api/protected-things/{ruleId}/retire", { params, body }),
  );
}
