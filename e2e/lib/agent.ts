import { createHash, generateKeyPairSync, randomUUID, sign, type KeyObject } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { alive, type Portledger } from "./portledger.ts";

const NETNS = 4_026_531_840;

export interface Claim {
  id: string;
  port: number;
  comm: string;
  times: number;
  firstAt: Date;
  lastAt: Date;
  diagnosis?: object;
  inTheWay?: object[];
}

/** Until then Portledger's own agent may still want the token file, and would take another one that lies there. */
async function ownAgentIsLive(portledger: Portledger, page: Page): Promise<void> {
  const session = await page.request.post(`${portledger.address}/api/session`, {
    form: { j_username: "admin", j_password: portledger.password },
  });
  expect(session.status()).toBe(200);
  await expect(async () => {
    const hosts = await page.request.get(`${portledger.address}/api/hosts?watch=LIVE`);
    expect((await hosts.json()).total).toBe(1);
  }).toPass({ timeout: 60_000 });
}

/** The agent of a host that there is not, as a test moves it: it speaks the protocol through a page's WebSocket. */
export class TestingAgent {
  readonly hostId = randomUUID();
  readonly bootId = randomUUID();
  private readonly epoch = Math.floor(Date.now() / 1000);
  private sequence = 0;

  private constructor(
    readonly hostname: string,
    private readonly page: Page,
    private readonly key: KeyObject,
  ) {}

  /** A connected agent of a new host. The server is started anew, as that is when it takes a token in. */
  static async connected(portledger: Portledger, page: Page, hostname: string, port: number): Promise<TestingAgent> {
    await ownAgentIsLive(portledger, page);
    const token = randomUUID();
    writeFileSync(join(portledger.options.data, "secrets", "enrolment-token"), token);
    const server = portledger.parts()["server"]!;
    process.kill(server.pid, "SIGKILL");
    await expect.poll(() => alive(server)).toBe(false);
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const agent = new TestingAgent(hostname, page, privateKey);
    const enrolment = {
      token,
      hostId: agent.hostId,
      hostname,
      publicKey: publicKey.export({ type: "spki", format: "der" }).toString("base64"),
    };
    await expect(async () => {
      const answer = await page.request.post(`${portledger.address}/api/enrolments`, { data: enrolment });
      expect(answer.status()).toBe(201);
    }).toPass({ timeout: 60_000 });
    await agent.connect(`${portledger.address.replace("http", "ws")}/agent/v1`, port);
    return agent;
  }

  private async connect(url: string, port: number): Promise<void> {
    await this.page.exposeFunction("answerChallenge", (nonce: string) => this.hello(nonce));
    await this.page.evaluate(
      async (address) => {
        const link = new WebSocket(address);
        const state = Object.assign(globalThis, { link, acknowledged: 0, goodbye: "" });
        await new Promise<void>((welcomed) => {
          link.onmessage = async ({ data }) => {
            const frame = JSON.parse(data as string);
            if (frame.frame === "challenge") {
              link.send(
                await (globalThis as unknown as { answerChallenge(nonce: string): Promise<string> }).answerChallenge(
                  frame.nonce,
                ),
              );
            } else if (frame.frame === "welcome") {
              welcomed();
            } else if (frame.frame === "ack") {
              state.acknowledged = frame.position.sequence;
            } else if (frame.frame === "goodbye") {
              state.goodbye = frame.code;
            }
          };
        });
      },
      url,
    );
    await this.send(this.snapshot(port));
    await this.page.evaluate(
      ([epoch, sent]) => {
        const { link } = globalThis as unknown as { link: WebSocket };
        const beat = () => {
          const now = new Date().toISOString();
          const position = { epoch, sequence: sent };
          link.send(
            JSON.stringify({
              frame: "heartbeat",
              now,
              lookedAt: now,
              sent: position,
              residentBytes: 50_000_000,
              outboxFrames: 0,
            }),
          );
        };
        beat();
        setInterval(beat, 3000);
      },
      [this.epoch, this.sequence] as const,
    );
  }

  private hello(nonce: string): string {
    const message = ["portledger-hello-v1", nonce, this.hostId, String(this.epoch)].join("\n");
    return JSON.stringify({
      frame: "hello",
      minProtocol: 1,
      maxProtocol: 1,
      hostId: this.hostId,
      signature: sign(null, Buffer.from(message), this.key).toString("base64"),
      bootId: this.bootId,
      bootedAt: new Date(Date.now() - 3_600_000).toISOString(),
      epoch: this.epoch,
      digest: 0,
      capabilities: [],
      facilities: [
        { name: "sock_diag", available: true, detail: "NETLINK_SOCK_DIAG" },
        {
          name: "events",
          available: true,
          detail: "post: programs in the kernel tell of binds; one without success within 20 ms has failed",
          cost: "the error of a failed bind is not told",
        },
      ],
      hostname: this.hostname,
      os: "Ubuntu 24.04.3 LTS",
      kernel: "6.8.0-79-generic",
      agentVersion: "0.1.0",
      now: new Date().toISOString(),
    });
  }

  holder(): object {
    return {
      process: { bootId: this.bootId, pid: 4121, startTicks: 8_812_345 },
      startedAt: new Date(Date.now() - 600_000).toISOString(),
      parentPid: 1,
      comm: "java",
      exe: "/usr/bin/java",
      cmdline: "java -jar orders.jar",
      user: { uid: 1001, name: "app" },
      management: { by: "unit", name: "orders.service" },
      descriptors: [7],
    };
  }

  /** A table of one listener, held by {@link holder}. */
  private snapshot(port: number): string {
    const key = { netns: NETNS, protocol: "TCP", endpoint: { address: "10.0.0.5", port }, id: "cookie:7" };
    // the sum of one socket: the first 8 bytes of SHA-256 over its key, more than a number of JavaScript holds
    const digest = createHash("sha256").update(`${NETNS}/TCP/10.0.0.5:${port}/cookie:7`).digest().readBigInt64BE(0);
    const frame = {
      frame: "snapshot",
      position: this.next(),
      bootId: this.bootId,
      part: 0,
      last: true,
      at: new Date().toISOString(),
      listeners: [{ key, uid: 1001, inode: 991, holders: { are: "known", list: [this.holder()] } }],
      connections: [],
      ephemeral: [],
    };
    return `${JSON.stringify(frame).slice(0, -1)},"digest":${digest}}`;
  }

  /** The listener of this host as something in the way. */
  listener(port: number): object {
    return {
      socket: {
        id: "cookie:7",
        protocol: "TCP",
        endpoint: { address: "10.0.0.5", port },
        state: "LISTEN",
        timeWaitOnly: false,
        flags: {},
        uid: 1001,
      },
      holders: { are: "known", list: [this.holder()] },
    };
  }

  /** Tells of failed binds, and waits until the server has them. */
  async failed(...claims: Claim[]): Promise<void> {
    const failed = claims.map(({ id, port, comm, times, firstAt, lastAt, diagnosis, inTheWay = [] }) => ({
      id,
      firstAt: firstAt.toISOString(),
      lastAt: lastAt.toISOString(),
      times,
      call: "BIND",
      attempt: {
        protocol: "TCP",
        endpoint: { address: "0.0.0.0", port },
        flags: { reuseAddr: true, reusePort: false },
        uid: 1002,
        freebind: false,
        listens: true,
      },
      errno: 98,
      netns: NETNS,
      claimant: {
        pid: 1203,
        process: { bootId: this.bootId, pid: 1203, startTicks: 9_100_000 },
        startedAt: lastAt.toISOString(),
        comm,
        exe: `/usr/bin/${comm}`,
        cmdline: `${comm} server.js --token ***`,
        user: { uid: 1002, name: "dev" },
        management: { by: "unit", name: "shop.service" },
        parent: { pid: 1, comm: "systemd" },
      },
      inTheWay,
      moreInTheWay: 0,
      diagnosis,
    }));
    const at = new Date().toISOString();
    await this.send(
      JSON.stringify({ frame: "failedBinds", position: this.next(), bootId: this.bootId, at, failed }),
    );
  }

  private next(): { epoch: number; sequence: number } {
    return { epoch: this.epoch, sequence: ++this.sequence };
  }

  private async send(frame: string): Promise<void> {
    const state = await this.page.evaluate((text) => {
      const { link, goodbye } = globalThis as unknown as { link: WebSocket; goodbye: string };
      link.send(text);
      return goodbye;
    }, frame);
    expect(state).toBe("");
    await this.page.waitForFunction(
      (sequence) => (globalThis as unknown as { acknowledged: number }).acknowledged >= sequence,
      this.sequence,
    );
  }
}

/** What an agent says of a service that has the port. */
export const aDiagnosis = (agent: TestingAgent, port: number): object => ({
  cause: {
    is: "service",
    unit: "orders.service",
    holder: agent.holder(),
    endpoint: { address: "10.0.0.5", port },
  },
  also: [],
  summary: `orders.service has 10.0.0.5:${port}.`,
  evidence: ["java (pid 4121) of user app belongs to orders.service.", "The claimant wants every address."],
  remedy: "Stop the service.",
  commands: [{ arguments: ["systemctl", "stop", "--", "orders.service"] }],
  warnings: ["KILL_MANAGED"],
  unknown: ["Not known: SO_REUSEADDR of the socket that is there."],
});
