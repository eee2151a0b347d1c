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

/** A Portledger and one real systemd host with its agent: what is done there is really done. */
export class Estate {
  private constructor(
    readonly portledger: Portledger,
    readonly hosts: Hosts,
    readonly api: APIRequestContext,
    readonly hostId: string,
  ) {}

  /** @param env for the server, such as shorter times of a stop */
  static async up(name: string, env: Record<string, string> = {}): Promise<Estate> {
    const options = { data: temporary(name), port: await freePort(), env };
    // this machine's own agent takes the token of the first start, the host takes the one of the second
    const first = await Portledger.up(options);
    await expect.poll(() => first.log("agent"), { timeout: 60_000 }).toContain("enrolled at");
    await first.end();
    const portledger = await Portledger.up(options);
    try {
      const hosts = await Hosts.up(1);
      hosts.write("host1", "/etc/systemd/system/portledger-agent.service", agentUnit(await hosts.door(options.port), "KillMode=mixed", "Restart=always", "RestartSec=100ms"));
      hosts.write("host1", "/etc/portledger/token", portledger.secret("enrolment-token"));
      hosts.exec("host1", "systemctl", "daemon-reload");
      hosts.exec("host1", "systemctl", "start", "portledger-agent.service");
      const api = await request.newContext({ baseURL: portledger.address });
      await api.post("/api/session", { form: { j_username: "admin", j_password: portledger.password } });
      let hostId = "";
      await expect(async () => {
        const found = await (await api.get("/api/hosts?watch=LIVE&q=host1")).json();
        hostId = found.items.find((host: { name: string }) => host.name === "host1").hostId;
      }).toPass({ timeout: 60_000 });
      return new Estate(portledger, hosts, api, hostId);
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

  /** The holding of a port of the host, once the ledger has it. */
  async holding(port: number): Promise<string> {
    let id = "";
    await expect(async () => {
      const answer = await this.api.get(`/api/listeners?host=${this.hostId}&port=${port}`);
      const rows = (await answer.json()).items as { holdingId: string; ended?: string }[];
      id = rows.filter((row) => row.ended === undefined)[0]!.holdingId;
    }).toPass({ timeout: 30_000 });
    return id;
  }

  async plan(port: number): Promise<Stop> {
    let stop: Stop | undefined;
    await expect(async () => {
      // the ledger may be a moment behind what the agent finds when it is asked
      const holdingId = await this.holding(port);
      const answer = await this.api.post("/api/stops", { data: { hostId: this.hostId, holdingId } });
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

  async audited({ stopId }: Stop): Promise<string[]> {
    const page = await (await this.api.get(`/api/audit?stop=${stopId}&limit=200`)).json();
    return page.items.map((entry: { action: string }) => entry.action).reverse();
  }

  async down(): Promise<void> {
    await this.api.dispose();
    this.hosts.down();
    await this.portledger.end();
    rmSync(this.portledger.options.data, { recursive: true });
  }
}
