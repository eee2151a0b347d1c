import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { clone, temporary } from "../lib/folders.ts";
import { alive, freePort, Portledger } from "../lib/portledger.ts";

// What `./portledger up` promises at the terminal. Every test has a run of its own.
test.setTimeout(240_000);

const NOBODY = 65534;
const root = process.getuid?.() === 0;

async function answers(portledger: Portledger): Promise<boolean> {
  const page = await fetch(portledger.address, { headers: { Accept: "text/html" } });
  return page.status === 200 && (await page.text()).includes("<html");
}

test("it prints the folder, the address and the first password, and ends in order", async () => {
  const data = temporary("first");
  const portledger = await Portledger.up({ data, port: await freePort() });
  expect(portledger.output).toContain(`keeps its data in ${data}`);
  expect(portledger.output).toContain(portledger.address);
  expect(portledger.output).toContain(portledger.password);
  expect(await answers(portledger)).toBe(true);
  for (const secret of ["admin-password", "database-superuser", "database-owner", "database-application", "session-key"]) {
    expect(statSync(join(data, "secrets", secret)).mode & 0o777).toBe(0o600);
  }
  const parts = Object.values(portledger.parts());
  expect(parts).toHaveLength(3);

  expect(await portledger.end("SIGINT")).toBe(0);
  const ended = [...portledger.output.matchAll(/^ {2}(\w+) +ended$/gm)].map((match) => match[1]);
  expect(ended).toEqual(["agent", "server", "database"]);
  expect(parts.filter(alive)).toEqual([]);
  expect(readFileSync(join(data, "logs", "database.log"), "utf8")).toContain("database system is shut down");

  // the second time it tells where the password is, not what it is
  const again = await Portledger.up({ data, port: await freePort() });
  expect(again.output).toContain(join(data, "secrets", "admin-password"));
  expect(again.output).not.toContain(again.password);
  expect(await again.end("SIGTERM")).toBe(0);
});

test("a second up says which one is running", async () => {
  const data = temporary("second");
  const first = await Portledger.up({ data, port: await freePort() });
  const second = Portledger.launch({ data, port: await freePort() });
  expect(await second.status()).toBe(3);
  expect(second.output).toContain("running already");
  expect(second.output).toContain(first.address);
  expect(second.output).toContain(`pid ${first.pid}`);
  expect(await answers(first)).toBe(true);
  expect(await first.end()).toBe(0);
});

test("a busy port is answered with who holds it and how to free it", async () => {
  const port = await freePort();
  const holder = createServer().listen(port, "0.0.0.0");
  await once(holder, "listening");
  const portledger = Portledger.launch({ data: temporary("busy"), port });
  expect(await portledger.status()).toBe(4);
  expect(portledger.output).toContain(`Port ${port} on 127.0.0.1 is in use`);
  expect(portledger.output).toContain(String(process.pid));
  expect(portledger.output).toMatch(new RegExp(`kill (-TERM )?${process.pid}`));
  expect(portledger.output).toContain("node");
  expect(portledger.output).toMatch(/--port \d+/);
  holder.close();
});

test("a wrong command line and an unusable folder are said", async () => {
  const wrong = Portledger.launch({ data: temporary("wrong"), port: 99999 });
  expect(await wrong.status()).toBe(2);
  expect(wrong.output).toContain("'99999' is not a TCP port");
  const unusable = Portledger.launch({ data: "/proc/portledger", port: await freePort() });
  expect(await unusable.status()).toBe(5);
  expect(unusable.output).toContain("/proc/portledger cannot be used");
});

test("an ordinary user runs it, and is told what is missing", async ({ page }) => {
  const data = temporary("user");
  let prefix: string[] = [];
  if (root) {
    chownSync(data, NOBODY, NOBODY);
    chmodSync(data, 0o700);
    prefix = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", "--"];
    const readable = execFileSync("setpriv", [...prefix.slice(1), "test", "-r", join(clone, "portledger")]);
    expect(readable.toString()).toBe("");
  }
  const portledger = await Portledger.up({ data, port: await freePort(), prefix, env: { HOME: data } });
  expect(await answers(portledger)).toBe(true);
  if (root) {
    for (const part of Object.values(portledger.parts())) {
      expect(statSync(`/proc/${part.pid}`).uid).toBe(NOBODY);
    }
  }
  await page.request.post(`${portledger.address}/api/session`, {
    form: { j_username: "admin", j_password: portledger.password },
  });
  await expect(async () => {
    const hosts = await (await page.request.get(`${portledger.address}/api/hosts`)).json();
    expect(hosts.items[0]?.watch).toBe("LIVE");
    const host = await (await page.request.get(`${portledger.address}/api/hosts/${hosts.items[0].hostId}`)).json();
    expect(host.problems.map((problem: { code: string }) => problem.code)).toContain("facility_missing");
  }).toPass({ timeout: 30_000 });
  expect(await portledger.end()).toBe(0);
});

test("kill -9 of everything, part by part, loses nothing that was acknowledged", async ({ page }) => {
  test.setTimeout(400_000);
  const options = { data: temporary("killed"), port: await freePort() };
  let portledger = await Portledger.up(options);
  const api = (path: string) => `${portledger.address}${path}`;
  await page.request.post(api("/api/session"), { form: { j_username: "admin", j_password: portledger.password } });
  const entries = async () => (await (await page.request.get(api("/api/audit?limit=200"))).json()).items as { sequence: number; hash: string }[];
  await expect(async () => expect((await entries()).length).toBeGreaterThanOrEqual(2)).toPass();

  for (const part of ["database", "server", "agent"]) {
    const before = await entries();
    const killed = portledger.parts()[part]!;
    process.kill(killed.pid, "SIGKILL");
    await portledger.says(new RegExp(`${part} +ended unexpectedly: killed by signal 9`));
    await expect(async () => {
      expect(portledger.parts()[part]!.pid).not.toBe(killed.pid);
      expect((await page.request.get(api("/q/health/ready"))).status()).toBe(200);
      expect(await entries()).toEqual(expect.arrayContaining(before));
    }).toPass({ timeout: 60_000 });
  }

  const before = await entries();
  const parts = Object.values(portledger.parts());
  portledger.signal("SIGKILL");
  expect(await portledger.status()).toBe("SIGKILL");
  portledger = await Portledger.up(options);
  expect(parts.filter(alive)).toEqual([]);
  expect(await entries()).toEqual(expect.arrayContaining(before));
  const verified = await (await page.request.get(api("/api/audit/verify"))).json();
  expect(verified.firstBad).toBeUndefined();
  expect(await portledger.end()).toBe(0);
  expect(existsSync(join(options.data, "run", "run.json"))).toBe(false);
});
