import type { HostPolicy, HostPolicyKind, HostPolicyPage } from "../api/model";

export const KIND_TEXTS: Record<HostPolicyKind, string> = {
  MALFORMED: "With a mistake",
  UNKNOWN: "Unknown",
  OBSERVE_ONLY: "Only observed",
  RULES: "With rules",
};

/** How many hosts are of that kind. */
export function countOf(kind: HostPolicyKind, hosts: HostPolicyPage["hosts"]): number {
  switch (kind) {
    case "MALFORMED":
      return hosts.malformed;
    case "UNKNOWN":
      return hosts.unknown;
    case "OBSERVE_ONLY":
      return hosts.observeOnly;
    case "RULES":
      return hosts.rules;
  }
}

/** `web-1, web-2, web-3 and 97 more`. */
export function namesText({ names, hosts }: Pick<HostPolicy, "names" | "hosts">): string {
  const more = hosts - names.length;
  return more > 0 ? `${names.join(", ")} and ${more.toLocaleString()} more` : names.join(", ");
}

type Rules = NonNullable<HostPolicy["policy"]>["rules"];

/** The rules that a host's owner has written, and those that every agent of that version has. */
export function rulesOf(policy: HostPolicy["policy"] | undefined): { own: Rules; builtIn: Rules } {
  const rules = policy?.rules ?? [];
  return { own: rules.filter(({ configured }) => configured), builtIn: rules.filter(({ configured }) => !configured) };
}

/** What the kind of a policy means for stops there. */
export function meaningOf({ kind, policy }: Pick<HostPolicy, "kind" | "policy">): string {
  switch (kind) {
    case "MALFORMED":
      return `Nothing may be stopped there until it is mended: ${policy?.problem ?? "what is wrong was not told"}`;
    case "UNKNOWN":
      return "Not known: their agents have not told. What their owners have written holds nevertheless.";
    case "OBSERVE_ONLY":
      return "Nothing may be stopped there (policy.observe_only).";
    case "RULES":
      return rulesOf(policy).own.length === 0 ? "Nothing but what is built in." : "";
  }
}
