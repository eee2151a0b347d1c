import { expect, test } from "@playwright/test";
import { Console } from "../lib/console.ts";
import { temporary } from "../lib/folders.ts";
import { canBind, freePort, Portledger } from "../lib/portledger.ts";
import { Workload } from "../lib/workload.ts";

test("what was stopped is still in the history and the audit after a restart", async ({ page }) => {
  test.setTimeout(300_000);
  const options = { data: temporary("restart"), port: await freePort() };
  const mine = Workload.start("ledger-restart");
  let portledger = await Portledger.up(options);
  const console = new Console(page);
  try {
    await page.goto(`${portledger.address}/ports?q=ledger-restart`);
    await console.signIn(portledger.password);
    const { port } = await mine.listen();
    await expect(console.row(port)).toContainText(String(mine.pid));
    await console.portLink(port).click();
    await page.getByRole("button", { name: "Table" }).click();
    const holdings = page.getByRole("table", { name: `Holdings of tcp/${port}` });
    await expect(holdings).toContainText("ledger-restart");
    const history = page.url();

    await console.stopButton("ledger-restart", mine.pid).first().click();
    await console.requestStop("To be read after a restart");
    await expect(console.outcome.getByRole("heading", { name: "Freed" })).toBeVisible({ timeout: 30_000 });
    expect(await mine.ended()).toBe("SIGTERM");
    expect(await canBind(port)).toBe(true);

    expect(await portledger.end()).toBe(0);
    portledger = await Portledger.up(options);

    // the same session goes on: nobody has to sign in again
    await page.goto(history);
    await expect(holdings).toContainText("ledger-restart");
    await expect(page.getByRole("group", { name: "State", exact: true })).toContainText("Free");
    await page.goto(`${portledger.address}/audit?port=${port}`);
    const audit = page.getByRole("table", { name: "Audit log" });
    await expect(audit.getByText("To be read after a restart").first()).toBeVisible();
    await expect(audit.getByText("stop.settled").first()).toBeVisible();
    await page.getByRole("button", { name: "Verify" }).click();
    await expect(page.getByRole("status", { name: "Verification" })).toContainText(/\d+ entries verified/);
  } finally {
    mine.discard();
    await portledger.end();
  }
});
