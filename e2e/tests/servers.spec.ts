import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, request, test, type APIRequestContext } from "@playwright/test";
import { clone, temporary } from "../lib/folders.ts";
import { freePort, Portledger } from "../lib/portledger.ts";
import { SecondServer } from "../lib/second-server.ts";

// Two real servers with one database write to the audit log, and one after the other is killed in the middle.

const WRITERS_EACH = 2;

/** Somebody who writes to the log by one of the servers, whatever becomes of it. */
class Writer {
  readonly acknowledged: string[] = [];
  readonly sizes: number[] = [];
  private over = false;
  private readonly running: Promise<void>;

  constructor(private readonly api: APIRequestContext) {
    this.running = this.write();
  }

  private async write(): Promise<void> {
    while (!this.over) {
      try {
        const made = await this.api.post("/api/enrolment-tokens", { data: {}, timeout: 20_000 });
        if (made.status() === 201) {
          this.acknowledged.push((await made.json()).tokenId);
        }
        const checkpoint = await this.api.get("/api/audit/checkpoint", { timeout: 20_000 });
        if (checkpoint.status() === 200) {
          this.sizes.push((await checkpoint.json()).size);
        }
      } catch {
        // it is being killed, or comes up again
      }
    }
  }

  end(): Promise<void> {
    this.over = true;
    return this.running;
  }
}

async function signedIn(portledger: Portledger, address: string): Promise<APIRequestContext> {
  const api = await request.newContext({ baseURL: address });
  await expect(async () => {
    const form = { j_username: "admin", j_password: portledger.password };
    expect((await api.post("/api/session", { form })).status()).toBe(200);
  }).toPass({ timeout: 60_000, intervals: [300] });
  return api;
}

/** Until each of them has written so much more. */
async function more(writers: Writer[], count: number): Promise<void> {
  const before = writers.map((writer) => writer.acknowledged.length);
  await expect
    .poll(() => Math.min(...writers.map((writer, i) => writer.acknowledged.length - before[i]!)), { timeout: 90_000 })
    .toBeGreaterThan(count);
}

test("two servers write and sign one log, also when they and the database are killed in the middle", async () => {
  test.setTimeout(400_000);
  const data = temporary("two-servers");
  const portledger = await Portledger.up({ data, port: await freePort() });
  const server = () => portledger.parts().server!.pid;
  const secondPort = await freePort();
  let second = SecondServer.like(server(), secondPort, join(data, "second.log"));
  let stranger: SecondServer | undefined;
  try {
    const apis = [await signedIn(portledger, portledger.address), await signedIn(portledger, second.address)];
    const writers = apis.flatMap((api) => Array.from({ length: WRITERS_EACH }, () => new Writer(api)));
    await more(writers, 20);
    process.kill(server(), "SIGKILL");
    await more(writers, 10);
    await second.end("SIGKILL");
    second = SecondServer.like(server(), secondPort, join(data, "second.log"));
    await more(writers, 10);
    process.kill(portledger.parts().database!.pid, "SIGKILL");
    await more(writers, 10);
    await Promise.all(writers.map((writer) => writer.end()));

    const [first] = apis;
    const key = join(data, "secrets", "audit-key");
    const kept = join(data, "host.jsonl");
    await expect(async () => {
      const [witness] = await (await first!.get("/api/audit/witnesses")).json();
      expect(witness.refused).toBeUndefined();
      expect(witness.size).toBe((await (await first!.get("/api/audit/checkpoint")).json()).size);
    }).toPass({ timeout: 60_000 });
    const own = execFileSync(join(clone, "portledger"), ["agent", "audit", "checkpoints"], {
      encoding: "utf8",
      env: { ...process.env, PORTLEDGER_AGENT_STATE_DIR: join(data, "agent") },
    });
    writeFileSync(kept, own);
    const exported = join(data, "audit.jsonl");
    writeFileSync(exported, await (await first!.get("/api/audit.jsonl")).text());
    const verified = spawnSync(join(clone, "portledger"), ["audit", "verify", exported, "--key", key, "--checkpoints", kept], {
      encoding: "utf8",
    });
    expect(verified.stdout + verified.stderr).toMatch(/^good: /);
    expect(verified.status).toBe(0);

    const text = readFileSync(exported, "utf8");
    const lost = writers.flatMap((writer) => writer.acknowledged).filter((token) => !text.includes(token));
    expect(lost).toEqual([]);
    for (const { sizes } of writers) {
      expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    }
    for (const api of apis) {
      const verdict = await (await api.get("/api/audit/verify")).json();
      expect(verdict.firstBad).toBeUndefined();
      expect(verdict.notSigning).toBeUndefined();
      expect(verdict.contradicting).toEqual([]);
    }
    console.log(`two servers: ${writers.map((writer) => writer.acknowledged.length).join(" + ")} acknowledged, none lost`);

    stranger = SecondServer.like(server(), await freePort(), join(data, "stranger.log"), {
      PORTLEDGER_AUDIT_KEY_FILE: join(data, "another-key"),
    });
    const strange = await signedIn(portledger, stranger.address);
    await expect
      .poll(async () => (await (await strange.get("/api/audit/verify")).json()).notSigning, { timeout: 30_000 })
      .toContain("is signed by another key");
    expect(stranger.log).toContain("the audit log is not signed");
    const verdict = await (await first!.get("/api/audit/verify")).json();
    expect(verdict.notSigning).toBeUndefined();
  } finally {
    await stranger?.end();
    await second.end();
    await portledger.end();
  }
  rmSync(data, { recursive: true });
});
