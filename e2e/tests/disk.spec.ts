import { execFileSync, spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { temporary } from "../lib/folders.ts";
import { freePort, Portledger } from "../lib/portledger.ts";

// A disk of its own that can be filled; mounting one needs root.
test.skip(process.getuid?.() !== 0, "needs root: a small disk is mounted for this");

const FULL_CODES = ["ledger_full", "ledger_unavailable"];

test("a full disk is said with a code, nothing acknowledged is lost, and all goes on when there is room", async ({ page }) => {
  test.setTimeout(400_000);
  const data = temporary("small-disk");
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=400m,mode=700", "tmpfs", data]);
  const portledger = await Portledger.up({ data, port: await freePort() });
  const api = (path: string) => `${portledger.address}${path}`;
  let acknowledged = 0;
  const signIn = async () => {
    const answer = await page.request.post(api("/api/session"), {
      form: { j_username: "admin", j_password: portledger.password },
    });
    acknowledged += answer.ok() ? 1 : 0;
    return answer;
  };
  try {
    expect((await signIn()).status()).toBe(200);
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
    expect((await page.request.get(api("/q/health/live"))).status()).toBe(200);
    expect((await page.request.get(api("/"), { headers: { Accept: "text/html" } })).status()).toBe(200);

    rmSync(filler);
    await expect(async () => expect((await signIn()).status()).toBe(200)).toPass({ timeout: 90_000 });
    await portledger.says(/MB are left again/);
    const chain = await (await page.request.get(api("/api/audit/verify"))).json();
    expect(chain.firstBad).toBeUndefined();
    const signIns = await (await page.request.get(api("/api/audit?action=signed_in"))).json();
    expect(signIns.total).toBeGreaterThanOrEqual(acknowledged);
  } finally {
    expect(await portledger.end()).toBe(0);
    execFileSync("umount", [data]);
  }
});
