import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { expect, test, type Page } from "@playwright/test";
import { aDiagnosis, TestingAgent, type Claim } from "../lib/agent.ts";
import { out, temporary } from "../lib/folders.ts";
import { overflow, SIZES, violations } from "../lib/looks.ts";
import { freePort, Portledger } from "../lib/portledger.ts";

const PORT = 8080;

let portledger: Portledger;
let agent: TestingAgent;
let claims: readonly [Claim, Claim];

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);
const item = (page: Page, claim: Claim) => page.locator(`[data-failed="${claim.id}"]`);
const opener = (page: Page, claim: Claim) => item(page, claim).getByRole("button", { name: /on w-12$/ });

test.describe.configure({ mode: "serial" });

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  portledger = await Portledger.up({ data: temporary("conflicts"), port: await freePort() });
  agent = await TestingAgent.connected(portledger, await browser.newPage(), "w-12", PORT);
  claims = [
    {
      id: randomUUID(),
      port: PORT,
      comm: "node",
      times: 14,
      firstAt: ago(90),
      lastAt: ago(20),
      diagnosis: aDiagnosis(agent, PORT),
      inTheWay: [agent.listener(PORT)],
    },
    { id: randomUUID(), port: 9000, comm: "python3", times: 1, firstAt: ago(30), lastAt: ago(30) },
  ];
  await agent.failed(...claims);
});

test.afterAll(async () => {
  await portledger.end();
  rmSync(portledger.options.data, { recursive: true });
});

test.beforeEach(async ({ page }) => {
  const answer = await page.request.post(`${portledger.address}/api/session`, {
    form: { j_username: "admin", j_password: portledger.password },
  });
  expect(answer.status()).toBe(200);
});

test("a failed bind is told with claimant, holder, cause and commands, and leads into the stop", async ({ page }) => {
  await page.goto(`${portledger.address}/conflicts`);
  const row = item(page, claims[0]);
  await expect(row).toContainText("×14");
  await expect(row).toContainText("node · 1203 against java · 4121");
  await expect(page.getByRole("heading", { name: "A service holds it" })).toBeVisible();
  await opener(page, claims[0]).click();
  await expect(row).toContainText("orders.service has 10.0.0.5:8080.");
  await expect(row).toContainText("Do not kill it");
  await expect(row.getByRole("button", { name: "Copy systemctl stop -- orders.service" })).toBeVisible();
  const opened = page.url();
  await page.reload();
  await expect(row).toContainText("Stop the service.");
  await page.goBack();
  await expect(opener(page, claims[0])).toHaveAttribute("aria-expanded", "false");
  await page.goto(opened);
  await row.getByRole("button", { name: "Stop java 4121 on tcp/8080…" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
});

test("where TIME_WAIT is the cause, its release is planned for what the claimant wanted", async ({ page }) => {
  const claim: Claim = {
    id: randomUUID(),
    port: 9100,
    comm: "python3",
    times: 2,
    firstAt: ago(5),
    lastAt: ago(1),
    diagnosis: {
      cause: { is: "timeWaitOnly", count: 3, claimantReuseAddr: false },
      also: [],
      summary: "Nothing listens on tcp/9100, but TIME_WAIT of closed connections is left.",
      evidence: ["3 in TIME_WAIT."],
      remedy: "Wait until they have left. If it cannot wait, release them.",
      commands: [{ arguments: ["ss", "-K", "-tn", "state", "time-wait", "src 0.0.0.0/0:9100"] }],
      warnings: [],
      unknown: [],
    },
  };
  await agent.failed(claim);
  await page.goto(`${portledger.address}/conflicts?show=${claim.id}`);
  const asked = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/api/stops"));
  const row = item(page, claim);
  await expect(row.getByRole("button", { name: "Copy ss -K -tn state time-wait 'src 0.0.0.0/0:9100'" })).toBeVisible();
  await row.getByRole("button", { name: "Release TIME_WAIT of tcp/9100…" }).click();
  expect((await asked).postDataJSON()).toEqual({
    hostId: agent.hostId,
    timeWait: { address: "0.0.0.0", port: 9100, netns: 4_026_531_840 },
  });
  await expect(page.getByRole("dialog", { name: "Stop: release TIME_WAIT of tcp/9100" })).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

test("a failed bind that is told while somebody looks appears, and its repeats are counted in place", async ({ page }) => {
  await page.goto(`${portledger.address}/conflicts?q=latecomer`);
  await expect(page.getByText("No failed binds match")).toBeVisible();
  const late: Claim = { id: randomUUID(), port: 7070, comm: "latecomer", times: 1, firstAt: ago(1), lastAt: ago(1) };
  await agent.failed(late);
  await expect(item(page, late)).toContainText("×1");
  await opener(page, late).focus();
  await agent.failed({ ...late, times: 3, lastAt: ago(0) });
  await expect(item(page, late)).toContainText("×3");
  await expect(opener(page, late)).toBeFocused();
});

test("somebody snoozes, reopens and resolves by keyboard, and a new failure opens it again", async ({ page }) => {
  const [, claim] = claims;
  await page.goto(`${portledger.address}/conflicts?show=${claim.id}`);
  const row = item(page, claim);
  await row.getByRole("button", { name: "Snooze" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "for an hour" }).press("Enter");
  await page.getByRole("tab", { name: "Snoozed" }).press("Enter");
  await expect(row).toContainText("snoozed by admin");
  await row.getByRole("button", { name: "Reopen" }).press("Enter");
  await page.getByRole("tab", { name: "Open" }).press("Enter");
  await row.getByRole("button", { name: "Resolve…" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Resolve the failed bind" });
  await expect(dialog.getByRole("button", { name: "Resolve" })).toBeDisabled();
  await dialog.getByLabel("What settled it").fill("moved to 9001");
  await dialog.getByRole("button", { name: "Resolve" }).press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await page.getByRole("tab", { name: "Resolved" }).press("Enter");
  await expect(row).toContainText("moved to 9001");
  await page.goto(`${portledger.address}/audit?port=9000`);
  await expect(page.getByText("failed_bind.resolved").first()).toBeVisible();
  await agent.failed({ ...claim, times: 2, lastAt: ago(0) });
  await page.goto(`${portledger.address}/conflicts?port=9000`);
  await expect(row).toContainText("×2");
});

test("the port's page marks it on the timeline and lists it; the host's page names the source of events", async ({ page }) => {
  await page.goto(`${portledger.address}/hosts/${agent.hostId}/ports/tcp/${PORT}?range=1h`);
  await expect(page.getByRole("img", { name: /1 failed binds/ })).toBeVisible();
  const table = page.getByRole("table", { name: "Failed binds of tcp/8080" });
  await expect(table).toContainText("node · 1203");
  await page.screenshot({ path: out("screens", "port-failed-binds-desktop.png"), fullPage: true });
  await table.getByRole("link").first().click();
  await expect(item(page, claims[0])).toContainText("Stop the service.");
  await page.goto(`${portledger.address}/hosts/${agent.hostId}?tab=conflicts`);
  await expect(page.getByText("post: programs in the kernel tell of binds")).toBeVisible();
  await expect(page.getByRole("table", { name: "Failed binds of this host" })).toContainText("tcp/8080");
  await page.goto(`${portledger.address}/`);
  await page.getByRole("link", { name: /A service holds it/ }).click();
  await expect(item(page, claims[0])).toBeVisible();
});

const VIEWS = (claim: Claim) => ({
  conflicts: "/conflicts",
  "conflicts-open": `/conflicts?show=${claim.id}`,
  "conflicts-by-port": "/conflicts?group=port",
  "conflicts-no-match": "/conflicts?q=nothing-is-called-this",
  "conflicts-none": "/conflicts?tab=snoozed",
  "conflicts-error": "/conflicts?port=0",
  "host-conflicts": `/hosts/${agent.hostId}?tab=conflicts`,
  port: `/hosts/${agent.hostId}/ports/tcp/${PORT}?range=1h`,
  "overview-conflicts": "/",
});

for (const theme of ["light", "dark"] as const) {
  for (const size of ["desktop", "phone"] as const) {
    test.describe(`${size}, ${theme}`, () => {
      test.use({ viewport: SIZES[size], colorScheme: theme });

      test(`at ${size} in ${theme} no page of conflicts has an accessibility violation or is too wide`, async ({ page }) => {
        for (const [name, path] of Object.entries(VIEWS(claims[0]))) {
          await page.goto(portledger.address + path);
          await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
          await expect(page.getByRole("status", { name: /^Loading/ })).toHaveCount(0);
          await page.screenshot({ path: out("screens", `${name}-${size}-${theme}.png`), fullPage: true });
          expect(await violations(page), name).toEqual([]);
          expect(`${name}: ${await overflow(page)} px too wide`).toBe(`${name}: 0 px too wide`);
        }
      });
    });
  }
}
