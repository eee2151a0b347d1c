import { execFileSync, spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, type APIRequestContext, type APIResponse } from "@playwright/test";
import { clone, temporary } from "../lib/folders.ts";
import { freePort, Portledger } from "../lib/portledger.ts";
import { Workload } from "../lib/workload.ts";

// A disk of its own that can be filled; mounting one needs root.
test.skip(process.getuid?.() !== 0, "needs root: a small disk is mounted for this");

const FULL_CODES = ["ledger_full", "ledger_unavailable"];

/** A lock is waited for five seconds, a statement ten, a connection three. */
const LIMIT_MILLIS = 20_000;

const STOPS = 6;

/** A stop of who holds the port on this machine, planned with time enough for what comes in between. */
async function planned(api: APIRequestContext, address: string, port: number): Promise<string> {
  let stopId = "";
  await expect(async () => {
    const { items } = await (await api.get(`${address}/api/listeners?port=${port}`)).json();
    const [{ hostId, holdingId }] = items;
    const plan = await api.post(`${address}/api/stops`, { data: { hostId, holdingId } });
    expect(plan.status(), await plan.text()).toBe(201);
    ({ stopId } = await plan.json());
  }).toPass({ timeout: 60_000 });
  return stopId;
}

test("a full disk is said with a code, nothing acknowledged is lost, and all goes on when there is room", async ({ page }) => {
  test.setTimeout(400_000);
  const data = temporary("small-disk");
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=400m,mode=700", "tmpfs", data]);
  // the plan has to be good until there is room again
  const env = { PORTLEDGER_STOP_PLAN_VALID_FOR: "PT15M" };
  const portledger = await Portledger.up({ data, port: await freePort(), env });
  const api = (path: string) => `${portledger.address}${path}`;
  let acknowledged = 0;
  const signIn = async () => {
    const answer = await page.request.post(api("/api/session"), {
      form: { j_username: "admin", j_password: portledger.password },
    });
    acknowledged += answer.ok() ? 1 : 0;
    return answer;
  };
  const run = (stop: string) => page.request.post(api(`/api/stops/${stop}/run`), { data: { reason: "a full disk" } });
  const holders = Array.from({ length: STOPS }, (_, n) => Workload.start(`holder-${n}`));
  try {
    expect((await signIn()).status()).toBe(200);
    const stops: string[] = [];
    for (const holder of holders) {
      const { port } = await holder.listen();
      stops.push(await planned(page.request, portledger.address, port));
    }
    const filler = join(data, "filler");
    const { stderr } = spawnSync("dd", ["if=/dev/zero", `of=${filler}`, "bs=64k"], { encoding: "utf8" });
    expect(stderr).toContain("No space left on device");
    await portledger.says(/only \d+ MB are left/);

    // every sign-in is an audit entry: sooner or later one does not fit
    await expect(async () => {
      const answer = await signIn();
      expect(answer.status()).toBeGreaterThanOrEqual(500);
      expect(FULL_CODES).toContain((await answer.json()).code);
    }).toPass({ timeout: 240_000, intervals: [0] });
    // no audit, no act: what is asked for now is refused in time, and nothing of it is done
    // (one or another may find room in what its tables have already)
    let at = 0;
    let refused: APIResponse | undefined;
    for (; at < STOPS && refused === undefined; at++) {
      const asked = Date.now();
      const answer = await run(stops[at]!);
      expect(Date.now() - asked).toBeLessThan(LIMIT_MILLIS);
      refused = answer.status() === 202 ? undefined : answer;
    }
    expect(refused, "a stop that has no room").toBeDefined();
    expect(FULL_CODES, await refused!.text()).toContain((await refused!.json()).code);
    const [stop, holder] = [stops[at - 1]!, holders[at - 1]!];
    expect(holder.isRunning).toBe(true);
    const user = await page.request.post(api("/api/users"), { data: { userName: "made-while-full" } });
    expect(FULL_CODES, await user.text()).toContain((await user.json()).code);
    expect((await page.request.get(api("/q/health/live"))).status()).toBe(200);
    expect((await page.request.get(api("/"), { headers: { Accept: "text/html" } })).status()).toBe(200);

    rmSync(filler);
    await expect(async () => expect((await signIn()).status()).toBe(200)).toPass({ timeout: 90_000 });
    await portledger.says(/MB are left again/);
    const chain = await (await page.request.get(api("/api/audit/verify"))).json();
    expect(chain.firstBad).toBeUndefined();
    const users = await (await page.request.get(api("/api/users"))).json();
    expect(users.items.map((one: { userName: string }) => one.userName)).not.toContain("made-while-full");
    await expect(async () => {
      const answer = await run(stop);
      expect(answer.status(), await answer.text()).toBe(202);
    }).toPass({ timeout: 60_000 });
    await holder.ended();
    const exported = join(data, "audit.jsonl");
    writeFileSync(exported, await (await page.request.get(api("/api/audit.jsonl"))).text());
    const verified = spawnSync(join(clone, "portledger"), ["audit", "verify", exported, "--key", join(data, "secrets", "audit-key")], {
      encoding: "utf8",
    });
    expect(verified.stdout + verified.stderr).toMatch(/^good: /);
    expect(verified.status).toBe(0);
    const signIns = await (await page.request.get(api("/api/audit?action=signed_in"))).json();
    expect(signIns.total).toBeGreaterThanOrEqual(acknowledged);
  } finally {
    holders.forEach((holder) => holder.discard());
    expect(await portledger.end()).toBe(0);
    execFileSync("umount", [data]);
  }
});
