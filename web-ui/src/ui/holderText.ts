import type { Holder, Holders, Listener } from "../api/model";

const GAPS = {
  NOT_PERMITTED: "The agent may not look into this process (it runs without the needed rights)",
  CHANGED_WHILE_READING: "A process changed while it was being read; the next look settles it",
  SEARCH_PENDING: "Only the likeliest processes were searched so far; a later look settles it",
  TOO_MANY: "More processes have it open than are listed; these have the lowest pids",
  NO_INODE: "The source in use does not tell the inode, so processes can't be matched",
} as const;

/** Why holders may be missing; undefined when all are known. */
export const gapText = (holders: Holders): string | undefined =>
  holders.are === "partial" ? GAPS[holders.gap] : undefined;

/** `java · 4121`, `nginx · 10 and 3 more`, `kernel`, `unknown`. */
export function holdersText(holders: Holders): string {
  const [first] = holders.list;
  if (first === undefined) {
    return holders.are === "known" ? "kernel" : "unknown";
  }
  const more = holders.list.length > 1 ? ` and ${holders.list.length - 1} more` : "";
  return `${first.comm} · ${first.process.pid}${more}`;
}

export const userText = (holder: Holder): string => holder.user.name ?? `uid ${holder.user.uid}`;

/** Unit, container or scope that manages a process; undefined when nobody does. */
export function managementText(holder: Holder): string | undefined {
  const { management } = holder;
  switch (management.by) {
    case "unit":
      return management.ofUser === undefined ? management.name : `${management.name} (of uid ${management.ofUser})`;
    case "container":
      return `${management.name ?? management.id.slice(0, 12)} (${management.runtime})`;
    case "nobody":
      return undefined;
    case "unknown":
      return `unknown: ${management.reason}`;
  }
}

interface InNetwork {
  network?: Listener["network"] | undefined;
  netns?: number | undefined;
}

/** Which network it is in, if that is not the host's own: `in the network of container orders-db`; undefined where it is, or might be. */
export function networkText(
  { network, netns }: InNetwork,
  managers: readonly Holder["management"][],
): string | undefined {
  if (network !== "OTHER") {
    return undefined;
  }
  const containers = managers.flatMap((by) => (by.by === "container" ? [by.name ?? by.id.slice(0, 12)] : []));
  const names = [...new Set(containers)].join(", ");
  return names === "" ? `in network namespace ${netns}` : `in the network of container ${names}`;
}

export const networkOf = (listener: Listener): string | undefined =>
  networkText(
    listener,
    listener.holders.list.map(({ management }) => management),
  );

/** What tells an endpoint from all others of a host: `0.0.0.0`, `0.0.0.0 in the network of container orders-db`. */
export const placeText = (listener: Listener): string =>
  [addressText(listener), networkOf(listener)].filter((part) => part !== undefined).join(" ");

/** `java 4121 on tcp/8080`: what a Stop button acts on, for its accessible name. */
export function targetText(listener: Listener): string {
  const [first] = listener.holders.list;
  const who = first === undefined ? holdersText(listener.holders) : `${first.comm} ${first.process.pid}`;
  return `${who} on ${portText(listener)}`;
}

export const portText = (at: { protocol: string; port: number }): string => `${at.protocol.toLowerCase()}/${at.port}`;

/** As `ss` writes it: `127.0.0.53%lo`, `[::1]`. */
export function addressText(at: { address: string; device?: string | undefined }): string {
  const zone = at.device === undefined ? "" : `%${at.device}`;
  return at.address.includes(":") ? `[${at.address}]${zone}` : `${at.address}${zone}`;
}

/**
 * What a listener's row is known by: its socket. A holding is followed by another one when more becomes known of its
 * holders, and the row is to stay the same then.
 */
export const socketOf = ({ hostId, netns, protocol, address, device, port, socketId }: Listener): string =>
  [hostId, netns, protocol, address, device, port, socketId].join("/");

export const portPath = (at: { hostId: string; protocol: string; port: number }): string =>
  `/hosts/${encodeURIComponent(at.hostId)}/ports/${at.protocol.toLowerCase()}/${at.port}`;
