import type { PolicyRule } from "../api/model";

type Match = PolicyRule["match"];

/** `unit postgresql*.service, host db-*`; `every stop` for a rule without conditions. */
export function matchText(match: Match): string {
  const labels = Object.entries(match.hostLabels ?? {}).map(([name, value]) => `${name}=${value}`);
  const parts = [
    match.requesterRole === undefined ? undefined : `asked for by an ${match.requesterRole.toLowerCase()}`,
    match.host === undefined ? undefined : `host ${match.host}`,
    labels.length === 0 ? undefined : `labels ${labels.join(" ")}`,
    match.unit === undefined ? undefined : `unit ${match.unit}`,
    match.user === undefined ? undefined : `user ${match.user}`,
    match.ports === undefined ? undefined : `port ${match.ports}`,
    match.exe === undefined ? undefined : `executable ${match.exe}`,
    match.container === undefined ? undefined : `container ${match.container}`,
    match.sigkill === undefined ? undefined : match.sigkill ? "SIGKILL" : "no SIGKILL",
    match.moreThanHosts === undefined ? undefined : `more than ${match.moreThanHosts} hosts`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? "every stop" : parts.join(", ");
}

/** What a rule demands: `2 people`, `nobody may stop it`. */
export function effectText({ effect, approvals, approvers }: PolicyRule): string {
  if (effect === "FORBID") {
    return "nobody may stop it";
  }
  const people = approvals === 1 ? "1 other person" : `${approvals} other people`;
  return approvers.length === 0 ? people : `${people} of ${approvers.join(", ")}`;
}

/** `env=prod team=web` as labels; undefined if it is something else. */
export function parseLabels(text: string): Record<string, string> | undefined {
  const labels: Record<string, string> = {};
  for (const word of text.split(/[\s,]+/).filter((part) => part !== "")) {
    const [name, value, ...rest] = word.split("=");
    if (name === undefined || name === "" || value === undefined || rest.length > 0) {
      return undefined;
    }
    labels[name] = value;
  }
  return labels;
}
