import { Console } from "../lib/console.ts";
import { canBind } from "../lib/portledger.ts";
import { expect, test } from "../lib/test.ts";

test("a process is found by search, stopped with a reason, and its port verified free", async ({ signedIn: page, workload }) => {
  const mine = workload("ledger-stop");
  const { port } = await mine.listen();
  const console = new Console(page);
  await page.goto("/ports");
  await console.search("ledger-stop");
  await console.stopButton("ledger-stop", mine.pid).click();

  await expect(console.drawer).toBeVisible();
  await expect(console.drawer.getByLabel("Commands of the plan")).toContainText(`kill -TERM ${mine.pid}`);
  await console.requestStop("The port is needed for the new release");

  await expect(console.outcome.getByRole("heading", { name: "Freed" })).toBeVisible({ timeout: 30_000 });
  expect(await mine.ended()).toBe("SIGTERM");
  expect(await canBind(port)).toBe(true);

  await console.outcome.getByRole("button", { name: "Close" }).click();
  await page.goto(`/audit?port=${port}`);
  const audit = page.getByRole("table", { name: "Audit log" });
  for (const action of ["stop.planned", "stop.requested", "stop.settled"]) {
    await expect(audit.getByText(action).first()).toBeVisible();
  }
  await expect(audit.getByText("The port is needed for the new release").first()).toBeVisible();
});

test("the whole stop goes by keyboard alone", async ({ signedIn: page, workload }) => {
  const mine = workload("ledger-keys");
  const { port } = await mine.listen();
  const console = new Console(page);
  await page.goto("/ports");
  await expect(page.getByRole("grid", { name: "Listeners" })).toBeVisible();

  await page.keyboard.press("/");
  await page.keyboard.type("ledger-keys");
  await page.keyboard.press("Enter");
  const button = console.stopButton("ledger-keys", mine.pid);
  await expect(button).toBeVisible();
  await tabTo(button);
  await page.keyboard.press("Enter");

  await expect(console.drawer.getByRole("heading", { name: "Plan" })).toBeVisible();
  await expect(console.drawer.getByRole("button", { name: "Cancel" })).toBeFocused();
  await tabTo(console.drawer.getByLabel("Reason"));
  await page.keyboard.type("Stopped without a mouse");
  await tabTo(console.drawer.getByRole("button", { name: /^Stop / }));
  await page.keyboard.press("Enter");
  await expect(console.outcome.getByRole("heading", { name: "Freed" })).toBeVisible({ timeout: 30_000 });
  expect(await mine.ended()).toBe("SIGTERM");

  await tabTo(console.outcome.getByRole("button", { name: "Close" }));
  await page.keyboard.press("Enter");
  await expect(console.drawer).toBeHidden();
  // the row has gone with its listener, so the focus is on what comes next to it: the page's heading
  await expect(page.getByRole("heading", { level: 1, name: "Ports" })).toBeFocused();
  expect(await canBind(port)).toBe(true);

  async function tabTo(target: ReturnType<typeof page.getByLabel>): Promise<void> {
    for (let presses = 0; presses < 60; presses++) {
      if (await target.evaluate((element) => element === document.activeElement)) {
        return;
      }
      await page.keyboard.press("Tab");
    }
    throw new Error("not reached by 60 presses of Tab");
  }
});

test("what ignores SIGTERM is still held, and ends by a second request for SIGKILL", async ({ signedIn: page, workload }) => {
  test.setTimeout(180_000);
  const mine = workload("ledger-hard", { stubborn: true });
  const { port } = await mine.listen();
  const console = new Console(page);
  await page.goto("/ports?q=ledger-hard");
  await console.stopButton("ledger-hard", mine.pid).click();
  await console.requestStop("Asked to end politely");
  await expect(console.outcome.getByRole("heading", { name: "Still held" })).toBeVisible({ timeout: 90_000 });
  expect(await canBind(port)).toBe(false);

  await console.drawer.getByRole("button", { name: "Plan a SIGKILL…" }).click();
  await expect(console.drawer.getByLabel("Commands of the plan")).toContainText(`kill -KILL ${mine.pid}`);
  const kill = console.drawer.getByRole("button", { name: /^Kill / });
  await console.drawer.getByLabel("Reason").fill("It did not end within its time");
  await expect(kill).toBeDisabled();
  await console.requestStop("It did not end within its time", "ledger-hard");
  await expect(console.outcome.getByRole("heading", { name: "Freed" })).toBeVisible({ timeout: 30_000 });
  expect(await mine.ended()).toBe("SIGKILL");
  expect(await canBind(port)).toBe(true);
});
