import { execFileSync } from "node:child_process";

/** One socket as a text that can be compared: protocol, address, device, port and the pids that hold it. */
export type SocketLine = string;

export function socketLine(
  protocol: string,
  address: string,
  device: string | undefined,
  port: number,
  pids: number[],
): SocketLine {
  const distinct = [...new Set(pids)].sort((a, b) => a - b);
  return `${protocol.toLowerCase()} ${address}${device ? `%${device}` : ""} ${port} [${distinct.join(",")}]`;
}

/** What `ss -lntupH` says, sorted. */
export function listenersBySs(): SocketLine[] {
  return execFileSync("ss", ["-lntupH"], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [protocol, , , , local, , ...rest] = line.split(/\s+/) as [string, string, string, string, string, string];
      const colon = local.lastIndexOf(":");
      const [address, device] = local.slice(0, colon).replace(/[[\]]/g, "").split("%") as [string, string?];
      const bound = address === "*" ? "::" : address; // how ss writes a dual-stack wildcard
      const pids = [...rest.join(" ").matchAll(/pid=(\d+)/g)].map((match) => Number(match[1]));
      return socketLine(protocol, bound, device, Number(local.slice(colon + 1)), pids);
    })
    .sort();
}
