/** Frames of the live feed, server to browser (docs/protocol.md). Unknown kinds and fields are ignored. */
export type HostTopic = "listeners" | "connections" | "conflicts" | "host";

export interface HostChange {
  hostId: string;
  topics: readonly HostTopic[];
}

export type LiveFrame = { seq: number; at: string } & (
  | { kind: "hello" | "heartbeat" | "resync" | "audit" }
  | { kind: "changed"; hosts: readonly HostChange[] }
  | { kind: "stop"; stopId: string }
  | { kind: "other" }
);

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const isTopic = (value: unknown): value is HostTopic =>
  value === "listeners" || value === "connections" || value === "conflicts" || value === "host";

function hostChange(value: unknown): HostChange[] {
  if (!isRecord(value) || typeof value["hostId"] !== "string" || !Array.isArray(value["topics"])) {
    return [];
  }
  return [{ hostId: value["hostId"], topics: value["topics"].filter(isTopic) }];
}

/** Reads one frame; undefined when it is none, which counts as a gap. */
export function parseFrame(text: string): LiveFrame | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || typeof value["seq"] !== "number" || typeof value["at"] !== "string") {
    return undefined;
  }
  const base = { seq: value["seq"], at: value["at"] };
  switch (value["kind"]) {
    case "hello":
    case "heartbeat":
    case "resync":
    case "audit":
      return { ...base, kind: value["kind"] };
    case "changed":
      return {
        ...base,
        kind: "changed",
        hosts: Array.isArray(value["hosts"]) ? value["hosts"].flatMap(hostChange) : [],
      };
    case "stop":
      return typeof value["stopId"] === "string"
        ? { ...base, kind: "stop", stopId: value["stopId"] }
        : { ...base, kind: "other" };
    default:
      return { ...base, kind: "other" };
  }
}
