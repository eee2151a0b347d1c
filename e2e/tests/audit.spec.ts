import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { clone, temporary } from "../lib/folders.ts";
import { expect, test } from "../lib/test.ts";

interface Result {
  status: number | null;
  out: string;
}

/** The offline verifier, as an auditor runs it. */
function verify(...args: string[]): Result {
  const { status, stdout, stderr } = spawnSync(join(clone, "portledger"), ["audit", "verify", ...args], {
    encoding: "utf8",
  });
  return { status, out: stdout + stderr };
}

test("the log is verified on the page and from outside, with what the host has kept", async ({ signedIn: page, portledger }) => {
  await page.goto("/audit");
  await expect(page.getByRole("table", { name: "Audit log" })).toBeVisible();
  await page.getByText("Checkpoint and hosts that keep it").click();
  await expect(page.getByLabel("Checkpoint", { exact: true })).toContainText("portledger-audit/");
  await expect(page.getByRole("list", { name: "Hosts that keep checkpoints" })).toContainText(/keeps \d+ entries/, {
    timeout: 30_000,
  });
  await page.getByRole("button", { name: "Verify", exact: true }).click();
  await expect(page.getByRole("status", { name: "Verification" })).toContainText(/entr(y|ies) verified/);
  await expect(page.getByRole("status", { name: "Verification" })).toContainText("1 host keeps checkpoints");

  const folder = temporary("audit");
  const key = portledger.secret("audit-key").split("\n")[0]!;
  const kept = join(folder, "host.jsonl");
  writeFileSync(
    kept,
    execFileSync(join(clone, "portledger"), ["agent", "audit", "checkpoints"], {
      encoding: "utf8",
      env: { ...process.env, PORTLEDGER_AGENT_STATE_DIR: join(portledger.options.data, "agent") },
    }),
  );
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "JSON lines" }).click();
  const exported = join(folder, "audit.jsonl");
  await (await download).saveAs(exported);

  const good = verify(exported, "--key", key, "--checkpoints", kept);
  expect(good.out).toContain("1 hosts have kept checkpoints that agree");
  expect(good.status).toBe(0);
  expect(verify(exported).status).toBe(2);

  const forged = join(folder, "forged.jsonl");
  writeFileSync(forged, readFileSync(exported, "utf8").replace('"actor":"admin"', '"actor":"nobody"'));
  const bad = verify(forged, "--key", key);
  expect(bad.out).toMatch(/first bad entry: \d+ {2}CHANGED/);
  expect(bad.status).toBe(1);
  rmSync(folder, { recursive: true });
});

test("entries are narrowed by host and by words of the reason", async ({ signedIn: page }) => {
  await page.goto("/audit?reason=no+such+reason");
  await expect(page.getByRole("heading", { name: "No entries match" })).toBeVisible();
  await page.getByRole("button", { name: "Clear all filters" }).first().click();
  await page.getByLabel("Action").fill("signed_in");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/action=signed_in/);
  await expect(page.getByRole("table", { name: "Audit log" }).getByText("signed_in").first()).toBeVisible();
  await page.reload();
  await expect(page.getByRole("table", { name: "Audit log" }).getByText("signed_in").first()).toBeVisible();
});
