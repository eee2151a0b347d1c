import type { Claimant, FailedBind, FailedBindState, HeldSocket } from "../api/model";
import type { Endpoint } from "../stop/queries";
import { addressText } from "../ui/holderText";

/** Names of causes (domain Cause) for people. */
const CAUSES: Readonly<Record<string, string>> = {
  service: "A service holds it",
  socketUnit: "A socket unit holds it",
  container: "A container holds it",
  survivingProcess: "An old process survived",
  doubleStart: "Double start",
  otherProcess: "Another process holds it",
  timeWaitOnly: "TIME_WAIT only",
  leftoverConnections: "Leftover connections",
  ephemeralTheft: "Ephemeral theft",
  boundNotListening: "Bound, not listening",
  addressOverlap: "Address overlap",
  reusePortMismatch: "SO_REUSEPORT does not fit",
  kernelSocket: "A kernel socket",
  notInUse: "Not a matter of other sockets",
  unknown: "Unknown",
  notJudged: "Not judged",
};

/** The cause for people; one that this console does not know is written as it is told, none at all as not judged. */
export const causeText = (cause = "notJudged"): string => CAUSES[cause] ?? cause;

/** `EADDRINUSE`, `errno 1`; undefined where the host only sees that there was no success, and the cause does not tell. */
export const errorText = ({ error, errno }: Pick<FailedBind, "error" | "errno">): string | undefined =>
  error ?? (errno === undefined ? undefined : `errno ${errno}`);

/** `0.0.0.0:8080`, `[::]:443` */
export const wantedText = (at: { address: string; device?: string | undefined; port: number }): string =>
  `${addressText(at)}:${at.port}`;

/** What the claimant wanted, as where TIME_WAIT that is in its way would be released. */
export const wantedEndpoint = ({ address, port, netns }: Pick<FailedBind, "address" | "port" | "netns">): Endpoint => ({
  address,
  port,
  ...(netns === undefined ? {} : { netns }),
});

export const claimantText = ({ comm, pid }: Claimant): string => `${comm} · ${pid}`;

/** Who was in the way, in a few words. */
export function inTheWayText({ inTheWay, moreInTheWay }: Pick<FailedBind, "inTheWay" | "moreInTheWay">): string {
  const holders = new Set(
    inTheWay.flatMap(({ holders: { list } }) => list.map(({ comm, process }) => `${comm} · ${process.pid}`)),
  );
  const without = inTheWay.filter(({ holders: { list } }) => list.length === 0);
  const sockets = without.length + moreInTheWay;
  const kinds = [...new Set(without.map(({ socket }) => socket.state))].join(", ");
  const parts = [...holders, ...(sockets === 0 ? [] : [`${sockets} × ${kinds || "more"}`])];
  return parts.length === 0 ? "nothing was seen in the way" : parts.join("; ");
}

/** `SO_REUSEADDR set, SO_REUSEPORT not set`; what is not known is said to be so. */
export function flagsText({ reuseAddr, reusePort }: FailedBind["flags"]): string {
  const text = (name: string, set: boolean | undefined) =>
    `${name} ${set === undefined ? "not known" : set ? "set" : "not set"}`;
  return `${text("SO_REUSEADDR", reuseAddr)}, ${text("SO_REUSEPORT", reusePort)}`;
}

export function managementText({ management }: Claimant): string {
  switch (management.by) {
    case "unit":
      return management.ofUser === undefined ? management.name : `${management.name} (of uid ${management.ofUser})`;
    case "container":
      return `${management.runtime} ${management.id.slice(0, 12)}`;
    case "nobody":
      return management.scope === undefined ? "nobody" : `nobody (${management.scope})`;
    case "unknown":
      return `unknown: ${management.reason}`;
  }
}

/** The socket itself: `LISTEN 10.0.0.5:8080`. */
export const socketText = ({ socket: { state, endpoint } }: HeldSocket): string =>
  `${state === "BOUND_INACTIVE" ? "bound, not listening" : state} ${wantedText(endpoint)}`;

const HOWS = {
  PERSON: "resolved",
  CLAIMANT_HOLDS: "resolved by itself: the claimant holds the port now",
  NOT_TRIED_AGAIN: "resolved by itself: nobody tried again for a day",
} as const;

/** What became of it, without its time. */
export function stateText(state: FailedBindState): string {
  switch (state.is) {
    case "open":
      return state.by === undefined ? "open" : `reopened by ${state.by}`;
    case "snoozed":
      return `snoozed by ${state.by}`;
    case "resolved":
      return state.by === undefined ? HOWS[state.how] : `${HOWS[state.how]} by ${state.by}`;
  }
}
