import { rmSync } from "node:fs";
import { expect, request, type APIRequestContext } from "@playwright/test";
import { temporary } from "./folders.ts";
import { agentUnit, Hosts } from "./hosts.ts";
import { freePort, Portledger } from "./portledger.ts";

export interface Stop {
  stopId: string;
  state: "PLANNED" | "REQUESTED" | "RUNNING" | "SETTLED" | "DISCARDED";
  method: { by: string };
  commands: string[];
  alsoEnds: { kind: string; text: string }[];
  comesBack: { code: string; text: string }[];
  dependents: { code: string; text: string }[];
  warnings: { code: string; text: string }[];
  deadline?: string;
  steps: { step: string; at: string; detail?: string }[];
  outcome?: { is: string; rule?: string; count?: number; by?: unknown[] };
}

export interface BulkStop {
  bulkId: string;
  state: "PLANNED" | "RUNNING" | "SETTLED" | "DISCARDED";
  halted?: string;
  wave: number;
  waves: number;
  counts: { refused: number; ready: number; running: number; freed: number; failed: number; skipped: number };
  lines: { line: number; hostId: string; wave: number; standing: string; stop: Stop }[];
}

/** A Portledger and real systemd hosts with their agents, host1 and so on: what is done there is really done. */
export class Estate {
  private constructor(
    readonly portledger: Portledger,
    readonly hosts: Hosts,
    readonly api: APIRequestContext,
    readonly hostIds: ReadonlyMap<string, string>,
  ) {}

  /** That of the first host. */
  get hostId(): string {
    return this.hostIds.get("host1")!;
  }

  /**
   * @param env for the server, such as shorter times of a stop
   * @param count how many hosts
   */
  static async up(name: string, env: Record<string, string> = {}, count = 1): Promise<Estate> {
    const options = { data: temporary(name), port: await freePort(), env };
    const portledger = await Portledger.up(options);
    try {
      const names = Array.from({ length: count }, (_, i) => `host${i + 1}`);
      const hosts = await Hosts.up(count);
      const door = await hosts.door(options.port);
      const api = await request.newContext({ baseURL: portledger.address });
      await api.post("/api/session", { form: { j_username: "admin", j_password: portledger.password } });
      for (const host of names) {
        const made = await api.post("/api/enrolment-tokens", { data: { hostname: host } });
        expect(made.status(), await made.text()).toBe(201);
        hosts.write(host, "/etc/systemd/system/portledger-agent.service", agentUnit(door, "KillMode=mixed", "Restart=always", "RestartSec=100ms"));
        hosts.write(host, "/etc/portledger/token", (await made.json()).token);
        hosts.exec(host, "systemctl", "daemon-reload");
        hosts.exec(host, "systemctl", "start", "portledger-agent.service");
      }
      const hostIds = new Map<string, string>();
      await expect(async () => {
        const found = await (await api.get("/api/hosts?watch=LIVE&q=host")).json();
        found.items.forEach(({ name, hostId }: { name: string; hostId: string }) => hostIds.set(name, hostId));
        expect(names.filter((host) => !hostIds.has(host))).toEqual([]);
      }).toPass({ timeout: 60_000, intervals: [200] });
      return new Estate(portledger, hosts, api, hostIds);
    } catch (failure) {
      await portledger.end(); // or it would be in the way of the tests that follow
      throw failure;
    }
  }

  /** Writes units and starts those that are named. */
  units(files: Record<string, string>, ...start: string[]): void {
    for (const [name, text] of Object.entries(files)) {
      this.hosts.write("host1", `/etc/systemd/system/${name}`, text);
    }
    this.hosts.exec("host1", "systemctl", "daemon-reload");
    if (start.length > 0) {
      this.hosts.exec("host1", "systemctl", "start", ...start);
    }
  }

  /** The holding of a port of a host, once the ledger has it. */
  async holding(port: number, host = "host1"): Promise<string> {
    let id = "";
    await expect(async () => {
      const answer = await this.api.get(`/api/listeners?host=${this.hostIds.get(host)}&port=${port}`);
      const rows = (await answer.json()).items as { holdingId: string; ended?: string }[];
      id = rows.filter((row) => row.ended === undefined)[0]!.holdingId;
    }).toPass({ timeout: 30_000 });
    return id;
  }

  async plan(port: number, host = "host1"): Promise<Stop> {
    let stop: Stop | undefined;
    await expect(async () => {
      // the ledger may be a moment behind what the agent finds when it is asked
      const holdingId = await this.holding(port, host);
      const answer = await this.api.post("/api/stops", { data: { hostId: this.hostIds.get(host), holdingId } });
      expect(answer.status(), await answer.text()).toBe(201);
      stop = await answer.json();
    }).toPass({ timeout: 20_000 });
    return stop!;
  }

  async run({ stopId }: Stop, reason = "a test of its outcome"): Promise<void> {
    const answer = await this.api.post(`/api/stops/${stopId}/run`, { data: { reason } });
    expect(answer.status(), await answer.text()).toBe(202);
  }

  async stop({ stopId }: Stop): Promise<Stop> {
    return (await this.api.get(`/api/stops/${stopId}`)).json();
  }

  /** The stop when it has ended as is expected, be it after a correction. */
  async settled(planned: Stop, outcome: string, timeout = 60_000): Promise<Stop> {
    await expect
      .poll(async () => (await this.stop(planned)).outcome?.is ?? (await this.stop(planned)).state, {
        timeout,
        intervals: [100],
      })
      .toBe(outcome);
    return this.stop(planned);
  }

  /** Plans to stop what has a port on each of the hosts, a line for each in this order. */
  async planBulk(port: number, hosts: readonly string[], course: Record<string, unknown>): Promise<BulkStop> {
    let bulk: BulkStop | undefined;
    await expect(async () => {
      const lines = await Promise.all(
        hosts.map(async (host) => ({ hostId: this.hostIds.get(host), holdingId: await this.holding(port, host) })),
      );
      const answer = await this.api.post("/api/bulk-stops", { data: { what: `Stop ${port}`, lines, ...course } });
      expect(answer.status(), await answer.text()).toBe(201);
      bulk = (await answer.json()) as BulkStop;
      expect(bulk.counts.refused).toBe(0);
    }).toPass({ timeout: 20_000 });
    return bulk!;
  }

  async runBulk({ bulkId }: BulkStop, hosts: number): Promise<void> {
    const data = { reason: "a test of its course", confirm: String(hosts) };
    const answer = await this.api.post(`/api/bulk-stops/${bulkId}/run`, { data });
    expect(answer.status(), await answer.text()).toBe(202);
  }

  /** The bulk stop as it is now; while the server or its database is away, as if it were not there. */
  async bulk({ bulkId }: BulkStop): Promise<BulkStop | undefined> {
    try {
      const answer = await this.api.get(`/api/bulk-stops/${bulkId}`, { timeout: 5_000 });
      return answer.ok() ? await answer.json() : undefined;
    } catch {
      return undefined;
    }
  }

  /** Of a stop or of a bulk stop. */
  async audited(of: Stop | BulkStop): Promise<string[]> {
    const id = "stopId" in of ? of.stopId : of.bulkId;
    const page = await (await this.api.get(`/api/audit?stop=${id}&limit=200`)).json();
    return page.items.map((entry: { action: string }) => entry.action).reverse();
  }

  async down(): Promise<void> {
    await this.api.dispose();
    this.hosts.down();
    await this.portledger.end();
    rmSync(this.portledger.options.data, { recursive: true });
  }
}
