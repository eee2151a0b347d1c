import { rmSync } from "node:fs";
import { type Browser, type BrowserContext, expect, type Locator, type Page, test } from "@playwright/test";
import { Console } from "../lib/console.ts";
import { out, temporary } from "../lib/folders.ts";
import { agentUnit, Hosts } from "../lib/hosts.ts";
import { overflow, resize, violations } from "../lib/looks.ts";
import { freePort, Portledger } from "../lib/portledger.ts";

// Two people, and hosts of their own kernel namespaces with systemd as PID 1.
test.skip(process.getuid?.() !== 0, "needs root: real systemd hosts are namespaces of this machine");
test.describe.configure({ mode: "serial" });

const HOSTS = ["host1", "host2", "host3"] as const;
const PASSWORD = "correct horse battery";

const unit = (port: number) => `[Unit]
Description=Listens
[Service]
ExecStart=/usr/bin/python3 -m http.server ${port}
`;

let data: string;
let portledger: Portledger;
let hosts: Hosts;

test.beforeAll(async () => {
  test.setTimeout(900_000); // the first time, the root tree is made from packages
  data = temporary("approval");
  const options = { data, port: await freePort() };
  hosts = await Hosts.up(HOSTS.length);
  const door = await hosts.door(options.port);
  // a start has one token; this machine's own agent takes that of the first, and each host that of another one
  portledger = await Portledger.up(options);
  await expect.poll(() => portledger.log("agent")).toContain("enrolled at");
  for (const host of HOSTS) {
    await portledger.end();
    portledger = await Portledger.up(options);
    hosts.write(host, "/etc/systemd/system/orders.service", unit(8080));
    hosts.write(host, "/etc/systemd/system/exporter.service", unit(9100));
    hosts.write(host, "/etc/systemd/system/portledger-agent.service", agentUnit(door));
    hosts.write(host, "/etc/portledger/token", portledger.secret("enrolment-token"));
    hosts.exec(host, "systemctl", "daemon-reload");
    hosts.exec(host, "systemctl", "start", "orders.service", "exporter.service", "portledger-agent.service");
    await expect
      .poll(() => hosts.exec(host, "sh", "-c", "journalctl --no-pager -u portledger-agent || true"), {
        timeout: 60_000,
      })
      .toContain("enrolled at");
  }
});

test.afterAll(async () => {
  hosts.down();
  await portledger.end();
  rmSync(data, { recursive: true });
});

/** A browser of its own in which somebody has signed in. */
async function signedIn(browser: Browser, userName: string, password = PASSWORD): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: portledger.address });
  const answer = await context.request.post("/api/session", { form: { j_username: userName, j_password: password } });
  expect(answer.status()).toBe(200);
  return context;
}

const admin = (browser: Browser) => signedIn(browser, "admin", portledger.password);

async function person(browser: Browser, userName: string, ...roles: string[]): Promise<BrowserContext> {
  const by = await admin(browser);
  const grants = roles.map((role) => ({ role }));
  const made = await by.request.post("/api/users", { data: { userName, password: PASSWORD, grants } });
  expect([201, 409]).toContain(made.status());
  await by.close();
  return signedIn(browser, userName);
}

/** A rule about a unit; each test has one of its own, so that none needs another one's. */
async function rule(browser: Browser, kind: string, more: Record<string, unknown>): Promise<void> {
  const by = await admin(browser);
  const made = await by.request.post(`/api/${kind}`, { data: { reason: "A test needs it", ...more } });
  expect(made.status()).toBe(201);
  await by.close();
}

async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error("not reached by 80 presses of Tab");
}

/** Looks at a page in both themes and on a phone: nothing that axe finds, nothing wider than the screen. */
async function looksRight(page: Page, name: string): Promise<void> {
  for (const size of ["desktop", "phone"] as const) {
    await resize(page, size);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: out("screens", `${name}-${size}-${colorScheme}.png`) });
      expect([name, size, colorScheme, ...(await violations(page))]).toEqual([name, size, colorScheme]);
      expect([name, size, await overflow(page)]).toEqual([name, size, 0]);
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  await resize(page, "desktop");
}

async function holdingOf(context: BrowserContext, query: string): Promise<{ hostId: string; holdingId: string }> {
  let found: { hostId: string; holdingId: string }[] = [];
  await expect
    .poll(
      async () => {
        found = (await (await context.request.get(`/api/listeners?${query}`)).json()).items;
        return found.length;
      },
      { timeout: 60_000 },
    )
    .toBeGreaterThan(0);
  return found[0]!;
}

test("the whole stop goes by keyboard alone and with two people", async ({ browser }) => {
  test.setTimeout(180_000);
  await rule(browser, "approval-rules", { name: "orders", match: { unit: "orders.service" }, approvals: 1 });
  const olga = await (await person(browser, "olga", "operator")).newPage();
  const anton = await (await person(browser, "anton", "approver")).newPage();
  await holdingOf(olga.context(), "port=8080&host=host1");
  await anton.goto("/");
  await expect(anton.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();

  // from the palette to the plan
  await olga.goto("/");
  await expect(olga.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await olga.keyboard.press("Control+k");
  await expect(olga.getByRole("combobox", { name: "Command" })).toBeFocused();
  await olga.keyboard.type("port:8080 host:host1");
  const stop = olga.getByRole("option", { name: /^Stop python3 \d+ on tcp\/8080 on host1…/ });
  await expect(stop).toBeVisible();
  for (let presses = 0; presses < 30 && (await stop.getAttribute("aria-selected")) !== "true"; presses++) {
    await olga.keyboard.press("ArrowDown");
  }
  await olga.keyboard.press("Enter");
  const mine = new Console(olga);
  await expect(mine.drawer.getByText(/Approval of 1 person is needed: rule orders/)).toBeVisible();
  await expect(mine.drawer.getByRole("button", { name: "Cancel" })).toBeFocused();
  await tabTo(olga, mine.drawer.getByLabel("Reason"));
  await olga.keyboard.type("Replaced by the new orders service");
  await tabTo(olga, mine.drawer.getByRole("button", { name: "Ask for approval to stop orders.service" }));
  await olga.keyboard.press("Enter");
  await expect(mine.drawer.getByText("Waiting, 0 of 1")).toBeVisible();
  await expect(mine.drawer.getByText("You have asked for this yourself")).toBeVisible();
  await expect(mine.drawer.getByRole("button", { name: "Approve" })).toHaveCount(0);
  await looksRight(olga, "stop-waiting");

  // the other one sees it come, opens it and agrees
  await expect(anton.getByRole("link", { name: "1 approvals pending" })).toBeVisible();
  await anton.keyboard.press("g");
  await anton.keyboard.press("v");
  await expect(anton.getByRole("heading", { level: 1, name: "Approvals" })).toBeVisible();
  const request = anton
    .getByRole("table", { name: "Pending approvals" })
    .getByRole("link", { name: "systemctl stop orders.service on host1" });
  await expect(request).toBeVisible();
  await looksRight(anton, "approvals");
  await tabTo(anton, request);
  await anton.keyboard.press("Enter");
  const his = new Console(anton);
  await expect(his.drawer.getByLabel("Commands of the plan")).toContainText("systemctl stop orders.service");
  await expect(his.drawer.getByText("Replaced by the new orders service")).toBeVisible();
  await looksRight(anton, "stop-decide");
  await tabTo(anton, his.drawer.getByRole("button", { name: "Approve" }));
  await anton.keyboard.press("Enter");
  await expect(his.drawer.getByText("It is approved; olga runs it")).toBeVisible();
  expect(hosts.exec("host1", "systemctl", "show", "-P", "ActiveState", "orders.service").trim()).toBe("active");

  // who asked sees that, runs it and sees the outcome
  const run = mine.drawer.getByRole("button", { name: "Stop orders.service now" });
  await expect(run).toBeVisible();
  await tabTo(olga, run);
  await olga.keyboard.press("Enter");
  await expect(mine.outcome.getByRole("heading", { name: "Freed" })).toBeVisible({ timeout: 60_000 });
  expect(hosts.exec("host1", "systemctl", "show", "-P", "ActiveState", "orders.service").trim()).toBe("inactive");
  expect(hosts.exec("host1", "ss", "-lntH", "sport = :8080")).toBe("");
  await tabTo(olga, mine.outcome.getByRole("button", { name: "Close" }));
  await olga.keyboard.press("Enter");
  await expect(mine.drawer).toBeHidden();

  // the history stays
  await anton.keyboard.press("Escape");
  await anton.goto("/approvals?tab=history");
  const history = anton.getByRole("table", { name: "Decided approvals" }).getByRole("row").filter({ hasText: "host1" });
  await expect(history).toContainText("Approved and run");
  await expect(history).toContainText("anton ✓ approved");
  await looksRight(anton, "approvals-history");
  await olga.context().close();
  await anton.context().close();
});

test("nobody approves their own: not on screen, by the API, or by a token", async ({ browser }) => {
  test.setTimeout(120_000);
  await rule(browser, "approval-rules", { name: "orders too", match: { unit: "orders.service" }, approvals: 1 });
  const context = await person(browser, "berta", "operator", "approver");
  const holding = await holdingOf(context, "port=8080&host=host2");
  const { stopId } = await (await context.request.post("/api/stops", { data: holding })).json();
  const asked = await context.request.post(`/api/stops/${stopId}/run`, { data: { reason: "Let me do it alone" } });
  expect(asked.status()).toBe(202);
  const { approval } = await asked.json();
  const word = { decision: "APPROVE", digest: approval.digest };

  const page = await context.newPage();
  await page.goto("/approvals");
  const row = page.getByRole("table", { name: "Pending approvals" }).getByRole("row").filter({ hasText: "host2" });
  await expect(row).toContainText("Asked by you");
  await row.getByRole("link").first().click();
  const console = new Console(page);
  await expect(console.drawer.getByText("You have asked for this yourself")).toBeVisible();
  await expect(console.drawer.getByRole("button", { name: "Approve" })).toHaveCount(0);

  const inSession = await context.request.post(`/api/stops/${stopId}/approvals`, { data: word });
  expect([inSession.status(), (await inSession.json()).code]).toEqual([403, "self_approval"]);
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const made = await context.request.post("/api/account/tokens", {
    data: { name: "ci", expiresAt, role: "approver" },
  });
  expect(made.status()).toBe(201);
  const { secret } = await made.json();
  const byToken = await fetch(`${portledger.address}/api/stops/${stopId}/approvals`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    body: JSON.stringify(word),
  });
  expect([byToken.status, ((await byToken.json()) as { code: string }).code]).toEqual([403, "self_approval"]);

  await console.drawer.getByRole("button", { name: "Withdraw" }).click();
  await expect(console.drawer.getByText("This plan was discarded; nothing was done")).toBeVisible();
  expect(hosts.exec("host2", "systemctl", "show", "-P", "ActiveState", "orders.service").trim()).toBe("active");
  await context.close();
});

test("break-glass is loud until somebody else has taken note", async ({ browser }) => {
  test.setTimeout(120_000);
  await rule(browser, "approval-rules", { name: "orders at night", match: { unit: "orders.service" }, approvals: 1 });
  const page = await (await person(browser, "olga", "operator")).newPage();
  await holdingOf(page.context(), "port=8080&host=host2");
  await page.goto("/ports?port=8080&host=host2");
  await page.getByRole("button", { name: /^Stop python3 \d+ on tcp\/8080/ }).click();
  const console = new Console(page);
  await console.drawer.getByText("Emergency: run it without approval").click();
  await console.drawer.getByLabel("What the emergency is").fill("Customers cannot pay, nobody answers the phone");
  await looksRight(page, "stop-break-glass");
  await console.drawer.getByRole("button", { name: "Break the glass" }).click();
  await expect(console.outcome.getByRole("heading", { name: "Freed" })).toBeVisible({ timeout: 60_000 });

  const other = await (await person(browser, "anton", "approver")).newPage();
  await other.goto("/");
  const banner = other.getByText(/Break-glass: olga ran systemctl stop orders.service on host2 without approval/);
  await expect(banner).toBeVisible();
  await looksRight(other, "overview-break-glass");
  await other.getByRole("button", { name: "Take note" }).click();
  await expect(banner).toHaveCount(0);
  await page.context().close();
  await other.context().close();
});

test("one request stops the same on all hosts, and shows how it goes", async ({ browser }) => {
  test.setTimeout(240_000);
  await rule(browser, "approval-rules", { name: "two or more hosts", match: { moreThanHosts: 1 }, approvals: 1 });
  const olga = await (await person(browser, "olga", "operator")).newPage();
  const anton = await (await person(browser, "anton", "approver")).newPage();
  for (const host of HOSTS) {
    await holdingOf(olga.context(), `port=9100&host=${host}`);
  }
  // not of this machine: its own agent sees into the hosts' network namespaces too
  const searched = new URLSearchParams([["port", "9100"], ...HOSTS.map((host) => ["host", host])]);
  const words = [...searched].map(([name, value]) => `${name}:${value}`).join(" ");
  await olga.goto(`/ports?${searched}`);
  await olga.getByRole("button", { name: "Stop all 3…" }).click();
  const ask = olga.getByRole("dialog", { name: "Stop all that match" });
  await ask.getByLabel("At once").fill("2");
  await looksRight(olga, "bulk-ask");
  await ask.getByRole("button", { name: "Plan" }).click();
  await expect(olga.getByRole("heading", { level: 1, name: `Stop ${words}` })).toBeVisible();
  const lines = olga.getByRole("table", { name: "Lines" });
  for (const host of HOSTS) {
    await expect(lines.getByRole("row").filter({ hasText: `systemctl stop exporter.service on ${host}` })).toContainText(
      "Not begun",
    );
  }
  await olga.getByRole("textbox", { name: "Reason" }).fill("The old exporter leaks");
  await looksRight(olga, "bulk-plan");
  const go = olga.getByRole("button", { name: "Ask for approval to stop on 3 hosts" });
  await olga.getByLabel("Type 3, the number of hosts, to confirm").fill("2");
  await expect(go).toBeDisabled();
  await olga.getByLabel("Type 3, the number of hosts, to confirm").fill("3");
  await go.click();
  await expect(olga.getByText("Waiting, 0 of 1")).toBeVisible();

  await anton.goto("/approvals");
  await anton.getByRole("link", { name: `Stop ${words} on 3 hosts` }).click();
  await expect(anton.getByRole("table", { name: "Lines" })).toBeVisible();
  await looksRight(anton, "bulk-decide");
  await anton.getByRole("button", { name: "Approve" }).click();
  await olga.getByRole("button", { name: "Stop on 3 hosts now" }).click();
  // on screen, and besides for who does not see it
  await expect(olga.getByRole("paragraph").filter({ hasText: "wave 2 of 2 · 3 freed" })).toBeVisible({ timeout: 120_000 });
  await expect(lines.getByText("✓ Freed")).toHaveCount(3);
  // the hosts look for a while whether anything comes back
  await expect(olga.getByText("Ended", { exact: true })).toBeVisible({ timeout: 60_000 });
  await looksRight(olga, "bulk-settled");
  for (const host of HOSTS) {
    expect(hosts.exec(host, "systemctl", "show", "-P", "ActiveState", "exporter.service").trim()).toBe("inactive");
    expect(hosts.exec(host, "ss", "-lntH", "sport = :9100")).toBe("");
  }
  await olga.context().close();
  await anton.context().close();
});

test("rules and protected things are made, followed and retired on their pages", async ({ browser }) => {
  test.setTimeout(120_000);
  const page = await (await admin(browser)).newPage();
  await page.goto("/settings/protected");
  await expect(page.getByRole("heading", { level: 2, name: "Protected things" })).toBeVisible();
  await page.getByRole("button", { name: "Protect something…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("Databases");
  await dialog.getByLabel("Unit (* and ? allowed)").fill("orders.service");
  await dialog.getByLabel("Host (name or id, * and ? allowed)").fill("host3");
  await dialog.getByLabel("Nobody may stop it").check();
  await dialog.getByLabel("Why").fill("They hold the orders");
  await looksRight(page, "rule-dialog");
  await dialog.getByRole("button", { name: "Save" }).click();
  const row = page.getByRole("row").filter({ hasText: "Databases" });
  await expect(row).toContainText("nobody may stop it");

  const holding = await holdingOf(page.context(), "port=8080&host=host3");
  const refused = await page.request.post("/api/stops", { data: holding });
  expect([refused.status(), (await refused.json()).code]).toEqual([409, "protected_thing"]);

  // besides, what the hosts say themselves
  hosts.write("host3", "/etc/portledger/agent.properties", "portledger.policy.units.payment=payment*.service\n");
  hosts.write("host2", "/etc/portledger/agent.properties", "portledger.policy.observe-only=maybe\n");
  const policies = page.getByRole("table", { name: "Policies of hosts" }).getByRole("row");
  await expect(policies.filter({ hasText: "host3" })).toContainText("protected.unit:payment", { timeout: 30_000 });
  await expect(policies.filter({ hasText: "host2" })).toContainText("With a mistake", { timeout: 30_000 });
  await policies.filter({ hasText: "host3" }).getByText("built in").click();
  await expect(policies.filter({ hasText: "host3" })).toContainText("protected.sshd");
  await looksRight(page, "settings-protected");
  await policies.filter({ hasText: "host2" }).getByRole("link", { name: "1 host" }).click();
  await expect(page.getByRole("table", { name: "Hosts" }).getByRole("row")).toHaveCount(2);
  await expect(page.getByRole("link", { name: "host2" })).toBeVisible();
  await page.goBack();

  await page.getByRole("button", { name: "Retire Databases…" }).click();
  await page.getByRole("dialog").getByLabel("Why").fill("Moved to another host");
  await page.getByRole("dialog").getByRole("button", { name: "Retire" }).click();
  await expect(row).toContainText("retired");
  expect((await page.request.post("/api/stops", { data: holding })).status()).toBe(201);
  await page.goto("/settings/rules");
  await expect(page.getByRole("row").filter({ hasText: "SIGKILL by an operator" })).toBeVisible();
  await looksRight(page, "settings-rules");
  await page.context().close();
});
