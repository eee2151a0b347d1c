import type { Agent, AgentStatus, EnrolmentToken } from "../api/model";
import { durationMs, roughly } from "../ui/time";

/** Statuses in the order of the list, the worst first. */
export const STATUSES = [
  ["SILENT", "Silent"],
  ["OFFLINE", "Offline"],
  ["REVOKED", "Revoked"],
  ["ATTENTION", "Attention"],
  ["NEVER", "Never connected"],
  ["GOOD", "Good"],
] as const satisfies readonly (readonly [AgentStatus, string])[];

/** A clock that is off by more is worth a look, ms; as the server judges. */
const SKEW_NOTICED = 2000;

/** `2.000 s behind`; the server's clock minus the agent's is positive for an agent that is behind. */
export function clockText(skew: string | undefined): string {
  const ms = skew === undefined ? undefined : durationMs(skew);
  if (ms === undefined) {
    return "unknown";
  }
  const size = Math.abs(ms);
  return size < 1
    ? "as the server's"
    : `${(size / 1000).toFixed(size < 10_000 ? 3 : 0)} s ${ms > 0 ? "behind" : "ahead"}`;
}

/** What somebody should see to, in sentences; empty where nothing is. */
export function troublesOf(agent: Agent): string[] {
  const skew = agent.skew === undefined ? undefined : durationMs(agent.skew);
  return [
    ...(agent.status === "REVOKED" ? [`Revoked by ${agent.revokedBy ?? "somebody"}: ${agent.revokeReason ?? ""}`] : []),
    ...(agent.commands === "NO_KEY"
      ? ["It takes no commands: it does not know this server's key. Enrol the host again."]
      : []),
    ...(agent.commands === "OTHER_KEY"
      ? ["It takes no commands: it knows another key than this server's. Enrol the host again."]
      : []),
    ...(skew !== undefined && Math.abs(skew) > SKEW_NOTICED ? [`Its clock is ${clockText(agent.skew)}.`] : []),
    ...missingOf(agent).map(({ name, cost }) => `${name} is missing: ${cost}.`),
  ];
}

/** Facilities that it lacks, with what that costs. */
export const missingOf = (agent: Agent): { name: string; cost: string }[] =>
  (agent.facilities ?? []).flatMap(({ name, available, cost }) =>
    available || cost === undefined || name === "commands" ? [] : [{ name, cost: cost.replace(/\.$/, "") }],
  );

/** Where its events come from, in a word; the facility's sentence begins with the source. */
export function eventsOf(agent: Agent): string {
  const events = agent.facilities?.find(({ name }) => name === "events");
  return events === undefined ? "unknown" : (/^[a-z]+/.exec(events.detail)?.[0] ?? "unknown");
}

/** How far the ledger is behind: frames that wait there, and the time since the last look. */
export function lagText(agent: Agent, now: Date): string {
  const frames = agent.outboxFrames === undefined ? "" : `, ${agent.outboxFrames.toLocaleString()} frames wait`;
  return agent.lookedAt === undefined
    ? "never looked"
    : `${roughly(now.getTime() - new Date(agent.lookedAt).getTime())}${agent.outboxFrames === 0 ? "" : frames}`;
}

/** Enough of a fingerprint to tell keys apart on a screen. */
export const shortKey = (id: string): string => id.slice(0, 16);

const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** A word as a shell reads it. */
export const shellWord = (word: string): string => (PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

const isLoopback = (name: string) => name === "localhost" || name === "[::1]" || name.startsWith("127.");

/** Whether what goes to that address can be read and changed on the way. */
export function isPlain(server: string): boolean {
  const { protocol, hostname } = new URL(server);
  return protocol === "http:" && !isLoopback(hostname);
}

/** What to type on the host. */
export const enrolCommand = (server: string, token: string, serverKey: string | undefined): string =>
  [
    "sudo",
    "portledger",
    "enrol",
    "--server",
    server,
    ...(serverKey === undefined ? [] : ["--server-key", serverKey]),
    ...(isPlain(server) ? ["--allow-plain-http"] : []),
    "--token",
    token,
  ]
    .map(shellWord)
    .join(" ");

/** Reads `env=prod, team=web`; undefined where it is none. */
export function labelsOf(text: string): Record<string, string> | undefined {
  const words = text.split(/[,\s]+/).filter((word) => word !== "");
  const labels: Record<string, string> = {};
  for (const word of words) {
    const [name, value, ...more] = word.split("=");
    if (name === undefined || name === "" || value === undefined || value === "" || more.length > 0) {
      return undefined;
    }
    labels[name] = value;
  }
  return labels;
}

export const labelsText = (labels: Record<string, string>): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(", ");

const TOKEN_STATES: Record<EnrolmentToken["state"], string> = {
  PENDING: "Waits for its host",
  USED: "Used",
  EXPIRED: "Expired",
  REVOKED: "Taken back",
};

export const tokenStateText = (token: EnrolmentToken): string => TOKEN_STATES[token.state];
