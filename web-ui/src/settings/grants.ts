import type { Grant } from "../api/model";

export const ROLES = ["viewer", "operator", "approver", "admin"] as const;
export type Role = (typeof ROLES)[number];

export type Labels = Readonly<Record<string, string>>;

/** `env=prod, team=web`, as people write and read it. */
export const labelsText = (labels: Labels): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(", ");

/** `operator on env=prod`, `viewer everywhere`. */
export const grantText = ({ role, on }: Pick<Grant, "role" | "on">): string =>
  Object.keys(on).length === 0 ? `${role} everywhere` : `${role} on ${labelsText(on)}`;

export class LabelsError extends Error {}

/** Reads what {@link labelsText} writes; blanks around are of no account, and nothing is no labels. @throws {LabelsError} */
export function parseLabels(text: string): Labels {
  const labels: Record<string, string> = {};
  for (const part of text.split(",").map((each) => each.trim())) {
    if (part === "" && text.trim() === "") {
      continue;
    }
    const at = part.indexOf("=");
    if (at < 1 || at === part.length - 1) {
      throw new LabelsError(
        `A label is written as env=prod, and several as env=prod, team=web; not ${part || "nothing"}`,
      );
    }
    const name = part.slice(0, at);
    if (name in labels) {
      throw new LabelsError(`${name} is there twice; a host has one value of it`);
    }
    labels[name] = part.slice(at + 1);
  }
  return labels;
}

const DAY = 24 * 60 * 60 * 1000;

/** For how long a token may be good. */
export const LIFETIMES = [
  ["1 day", 1],
  ["7 days", 7],
  ["30 days", 30],
  ["90 days", 90],
  ["1 year", 365],
] as const;

export const expiryAfter = (days: number, now: Date): string => new Date(now.getTime() + days * DAY).toISOString();
