import { readFileSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { expect } from "@playwright/test";
import type { Estate, Stop } from "./estate.ts";

/** What is killed. */
export const TARGETS = ["agent", "server", "database"] as const;
export type Target = (typeof TARGETS)[number];

const AGENT = "portledger-agent.service";

/**
 * A process for each port that notes each SIGTERM with its time, and stays: doing it twice would be seen. Those that leave give their port
 * back at the first one; the others keep it.
 */
const counters = (ports: number[], leaving: number[]) => `import os, signal, socket, time
leaving = ${JSON.stringify(leaving)}
def serve(port):
    held = socket.create_server(("127.0.0.1", port))
    def term(*_):
        with open("/var/tmp/term-%d" % port, "a") as file:
            file.write("%.6f\\n" % time.time())
        if port in leaving:
            held.close()
    signal.signal(signal.SIGTERM, term)
    while True:
        signal.pause()
for port in ${JSON.stringify(ports)}:
    if os.fork() == 0:
        serve(port)
time.sleep(9999)`;

/** Starts {@link counters} on a host. */
export function count(estate: Estate, host: string, ports: number[], leaving: number[] = []): void {
  estate.hosts.write(host, "/opt/counters.py", counters(ports, leaving));
  estate.hosts.exec(host, "sh", "-c", "python3 /opt/counters.py >/dev/null 2>&1 </dev/null &");
}

/** When the process of a port got a SIGTERM, in seconds of the epoch. */
export function terms(estate: Estate, host: string, port: number): number[] {
  try {
    return readFileSync(estate.hosts.outside(host, `/var/tmp/term-${port}`), "utf8")
      .split("\n")
      .filter(Boolean)
      .map(Number);
  } catch {
    return [];
  }
}

/** SIGKILL. Of the agents, those of these hosts. */
export function kill(estate: Estate, target: Target, hosts: readonly string[]): void {
  const pids =
    target === "agent"
      ? hosts.flatMap((host) => estate.hosts.processes(host, AGENT))
      : [estate.portledger.parts()[target]!.pid];
  pids.forEach((pid) => process.kill(pid, "SIGKILL"));
}

/** Has a host's agent stand still. @returns what lets it go on, if it is still there */
export function freeze(estate: Estate, host: string): () => void {
  const pids = estate.hosts.processes(host, AGENT);
  pids.forEach((pid) => process.kill(pid, "SIGSTOP"));
  return () =>
    pids.forEach((pid) => {
      try {
        process.kill(pid, "SIGCONT");
      } catch {
        // it was killed meanwhile
      }
    });
}

/** The events in the agent's journal of a stop. */
export function journal(estate: Estate, host: string, { stopId }: Stop): string[] {
  try {
    const file = estate.hosts.outside(host, `/var/lib/portledger-agent/stops/${stopId}.journal`);
    return [...readFileSync(file, "utf8").matchAll(/"event":"(\w+)"/g)].map(([, event]) => event!);
  } catch {
    return []; // not accepted yet
  }
}

/** Waits, without a pause. */
export async function until(what: string, condition: () => boolean, milliseconds = 30_000): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!condition()) {
    expect(Date.now(), what).toBeLessThan(end);
    await nextTurn();
  }
}

/** The hosts are watched, and the server writes. */
export async function allAreWell(estate: Estate): Promise<void> {
  for (const hostId of estate.hostIds.values()) {
    await expect(async () => {
      const host = await (await estate.api.get(`/api/hosts/${hostId}`, { timeout: 5_000 })).json();
      expect(host.watch).toBe("LIVE");
      expect(Date.now() - Date.parse(host.lastFrameAt)).toBeLessThan(6_000);
    }).toPass({ timeout: 60_000, intervals: [200] });
  }
}
