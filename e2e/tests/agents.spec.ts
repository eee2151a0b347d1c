import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { expect, test, type Page } from "@playwright/test";
import { Console } from "../lib/console.ts";
import { temporary } from "../lib/folders.ts";
import { AGENT, Hosts, JAVA } from "../lib/hosts.ts";
import { overflow, resize, violations } from "../lib/looks.ts";
import { freePort, Portledger } from "../lib/portledger.ts";

// How a host comes and goes: enrolled by the command that the Agents page shows, given another key, revoked, and let in again.
test.skip(process.getuid?.() !== 0, "needs root: real systemd hosts are namespaces of this machine");

/** Of the package faketime: shows a program another wall clock. */
const FAKETIME = execFileSync("sh", ["-c", "ls /usr/lib/*/faketime/libfaketimeMT.so.1"], { encoding: "utf8" }).trim();

const STATE = "/var/lib/portledger-agent";

const ORDERS = `[Service]
ExecStart=/usr/bin/python3 -m http.server 8080
`;

const AGENT_UNIT = `[Unit]
Description=Portledger agent
[Service]
ExecStart=${JAVA} -XX:+UseSerialGC -Xmx64m -Xss256k -XX:TieredStopAtLevel=1 -jar ${AGENT} run
StateDirectory=portledger-agent
Restart=on-failure
`;

/** The command as the package installs it. */
const PORTLEDGER = `#!/bin/sh
exec ${JAVA} -XX:+UseSerialGC -Xmx64m -XX:TieredStopAtLevel=1 -jar ${AGENT} "$@"
`;

test("a host is enrolled by the command on screen, re-keyed, revoked and let in again", async ({ page }) => {
  test.setTimeout(600_000); // the first time, the root tree is made from packages
  const options = { data: temporary("agents"), port: await freePort() };
  const portledger = await Portledger.up(options);
  const hosts = await Hosts.up(1);
  const console = new Console(page);
  const agents = page.getByRole("table", { name: "Agents" });
  const row = agents.getByRole("row").filter({ hasText: "host1" });
  const drawer = page.getByRole("dialog");
  try {
    const server = await hosts.door(options.port);
    hosts.write("host1", "/etc/systemd/system/orders.service", ORDERS);
    hosts.write("host1", "/etc/systemd/system/portledger-agent.service", AGENT_UNIT);
    hosts.write("host1", "/usr/local/bin/portledger", PORTLEDGER);
    hosts.exec("host1", "chmod", "755", "/usr/local/bin/portledger");
    hosts.exec("host1", "systemctl", "daemon-reload");
    hosts.exec("host1", "systemctl", "start", "orders.service", "portledger-agent.service");

    await test.step("the command of the page enrols the host, once", async () => {
      await page.goto(`${server}/agents`);
      await console.signIn(portledger.password);
      await page.getByRole("button", { name: "Enrol a host…" }).click();
      await drawer.getByLabel("Only for a host of this name").fill("host1");
      await drawer.getByLabel("Labels it gets").fill("env=test");
      await drawer.getByRole("button", { name: "Make the command" }).click();
      const command = await typed(page);
      expect(command).toMatch(new RegExp(`^sudo portledger enrol --server ${server} --server-key [0-9a-f]{64} `));
      await expect(drawer.getByRole("timer")).toContainText(/^(59|1:00):/);
      const otherKey = command.replace(/--server-key \S+/, `--server-key ${"ab".repeat(32)}`).replace(/--token \S+/, "--token wrong");
      expect((await asRoot(hosts, otherKey)).status).toBe(4);
      const enrolled = await asRoot(hosts, command);
      expect(enrolled.output).toContain(`enrolled at ${server} as host `);
      expect(enrolled.status).toBe(0);
      await expect(drawer.getByText("host1 is enrolled")).toBeVisible({ timeout: 20_000 });
      const again = await asRoot(hosts, command);
      expect(again.output).toContain("enrolment_token_invalid");
      expect(again.status).toBe(4);
      hosts.exec("host1", "systemctl", "restart", "portledger-agent.service");
      await drawer.getByRole("button", { name: "Close" }).click();
      await expect(row).toContainText(/Good|Attention/, { timeout: 60_000 });
      await expect(page.getByRole("table", { name: "Enrolment tokens" }).getByRole("row").filter({ hasText: "env=test" })).toContainText(
        "Used",
      );
    });

    await test.step("it obeys signed commands: a unit is stopped, and its receipts can be had", async () => {
      await page.goto(`${server}/ports?q=unit:orders.service`);
      await page.getByRole("button", { name: /^Stop .* on tcp\/8080/ }).click({ timeout: 60_000 });
      await console.requestStop("Replaced by the new orders service");
      await expect(console.outcome.getByRole("heading", { name: "Freed" })).toBeVisible({ timeout: 60_000 });
      const stopId = new URL(page.url()).searchParams.get("stop");
      const receipts = await page.request.get(`${server}/api/stops/${stopId}/receipts`);
      const { items } = (await receipts.json()) as { items: { payload: string; publicKey: string }[] };
      const outcomes = items.map(({ payload }) => JSON.parse(Buffer.from(payload, "base64").toString()));
      expect(outcomes.map(({ outcome, step }) => outcome?.is ?? step)).toContain("freed");
      await console.outcome.getByRole("button", { name: "Close" }).click();
    });

    await test.step("its key is replaced from the page, and from the host", async () => {
      await page.goto(`${server}/agents`);
      const before = await key(page);
      await row.getByRole("button", { name: "Details of host1" }).click();
      await drawer.getByRole("button", { name: "Replace its key…" }).click();
      await page.getByRole("dialog", { name: /^Replace the key/ }).getByLabel("Reason").fill("A year is over");
      await page.getByRole("button", { name: "Ask for another key" }).click();
      await expect.poll(() => key(page), { timeout: 60_000 }).not.toBe(before);
      const second = await key(page);
      const rotated = await asRoot(hosts, "portledger rotate-key");
      expect(rotated.output).toContain("this host is known by the key");
      await expect.poll(() => key(page), { timeout: 60_000 }).not.toBe(second);
      await drawer.getByRole("button", { name: "Close" }).click();
    });

    await test.step("an agent that is killed in the middle of it is known by one of the two keys", async () => {
      const before = await key(page);
      hosts.exec("host1", "sh", "-c", `portledger rotate-key & until [ -e ${STATE}/agent-key.next ]; do :; done; systemctl kill -s KILL portledger-agent.service; wait`);
      await expect.poll(() => hosts.exec("host1", "ls", STATE), { timeout: 60_000 }).not.toContain("agent-key.next");
      await expect.poll(() => key(page), { timeout: 60_000 }).not.toBe(before);
      await expect(row).toContainText(/Good|Attention/, { timeout: 60_000 });
    });

    await test.step("revoked, it is out and stays out; a token for this very host lets it in again", async () => {
      await page.goto(`${server}/agents`);
      await row.getByRole("button", { name: "Details of host1" }).click();
      await drawer.getByRole("button", { name: "Revoke…" }).click();
      const ask = page.getByRole("dialog", { name: /^Revoke the agent/ });
      await expect(ask.getByRole("button", { name: "Cancel" })).toBeFocused();
      await expect(ask.getByRole("button", { name: "Revoke", exact: true })).toBeDisabled();
      await ask.getByLabel("Reason").fill("The machine was sold");
      await ask.getByRole("button", { name: "Revoke", exact: true }).click();
      await expect(drawer.getByText("Revoked by admin: The machine was sold")).toBeVisible();
      await expect.poll(() => hosts.exec("host1", "journalctl", "--no-pager", "-u", "portledger-agent")).toContain(
        "right to connect was taken back",
      );
      hosts.exec("host1", "systemctl", "restart", "portledger-agent.service");
      await expect.poll(() => actions(page, server), { timeout: 60_000 }).toContain("agent.refused");
      await drawer.getByRole("button", { name: "Let it in again…" }).click();
      await drawer.getByRole("button", { name: "Make the command" }).click();
      const enrolled = await asRoot(hosts, await typed(page));
      expect(enrolled.status).toBe(0);
      hosts.exec("host1", "systemctl", "restart", "portledger-agent.service");
      await drawer.getByRole("button", { name: "Close" }).click();
      await expect(row).toContainText(/Good|Attention/, { timeout: 60_000 });
    });

    await test.step("all of it is in the audit log", async () => {
      const recorded = await actions(page, server);
      for (const action of [
        "enrolment_token.created",
        "host.enrolled",
        "enrolment.refused",
        "agent.key_rotation_asked",
        "agent.key_announced",
        "agent.key_changed",
        "agent.revoked",
        "agent.refused",
      ]) {
        expect(recorded).toContain(action);
      }
    });

    await test.step("a clock that is an hour off is seen, and stops still keep their time", async () => {
      hosts.exec("host1", "mkdir", "-p", "/opt/faketime");
      hosts.copy(FAKETIME, "host1", "/opt/faketime/libfaketime.so.1");
      for (const offset of ["+1h", "-1h"]) {
        hosts.exec("host1", "systemctl", "start", "orders.service");
        hosts.write("host1", "/etc/systemd/system/portledger-agent.service.d/clock.conf", `[Service]\nEnvironment=LD_PRELOAD=/opt/faketime/libfaketime.so.1\nEnvironment=FAKETIME=${offset}\nEnvironment=FAKETIME_DONT_FAKE_MONOTONIC=1\n`);
        hosts.exec("host1", "systemctl", "daemon-reload");
        hosts.exec("host1", "systemctl", "restart", "portledger-agent.service");
        await page.goto(`${server}/agents`);
        await expect(row).toContainText(offset === "+1h" ? "Its clock is 3600 s ahead" : "Its clock is 3600 s behind", { timeout: 60_000 });
        await page.goto(`${server}/ports?q=unit:orders.service`);
        await page.getByRole("button", { name: /^Stop .* on tcp\/8080/ }).click({ timeout: 60_000 });
        await console.requestStop(`With a clock of ${offset}`);
        await expect(console.outcome.getByRole("heading", { name: "Freed" })).toBeVisible({ timeout: 60_000 });
        await console.outcome.getByRole("button", { name: "Close" }).click();
      }
    });
  } finally {
    const journal = hosts.exec("host1", "journalctl", "--no-pager", "-u", "portledger-agent");
    await test.info().attach("journal of host1", { body: journal, contentType: "text/plain" });
    hosts.down();
    await portledger.end();
    rmSync(options.data, { recursive: true });
  }
});

/** The command that the drawer shows. */
async function typed(page: Page): Promise<string> {
  const command = page.getByRole("list", { name: "Command to enrol" }).locator("code");
  return (await command.innerText()).trim();
}

/** Types a command line as root would, without the sudo that root does not need. */
const asRoot = (hosts: Hosts, command: string) =>
  hosts.run("host1", ["sh", "-c", command.replace(/^sudo /, "")]);

/** What the audit log has, newest first. */
async function actions(page: Page, server: string): Promise<string[]> {
  const log = await page.request.get(`${server}/api/audit?limit=200`);
  const { items } = (await log.json()) as { items: { action: string }[] };
  return items.map(({ action }) => action);
}

/** The fingerprint by which the server knows the host. */
async function key(page: Page): Promise<string> {
  const answer = await page.request.get(new URL("/api/agents?q=host1", page.url()).toString());
  const { items } = (await answer.json()) as { items: { keyId: string }[] };
  return items[0]!.keyId;
}

for (const scheme of ["light", "dark"] as const) {
  test(`the Agents page is accessible in the ${scheme} theme, on a phone too`, async ({ page }) => {
    const options = { data: temporary(`agents-${scheme}`), port: await freePort() };
    const portledger = await Portledger.up(options);
    try {
      await page.emulateMedia({ colorScheme: scheme });
      await page.goto(`${portledger.address}/agents`);
      await new Console(page).signIn(portledger.password);
      await expect(page.getByRole("table", { name: "Agents" })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await resize(page, "phone");
      expect(await violations(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      // by keyboard alone: open, make, read, close; the focus returns
      await page.getByRole("button", { name: "Enrol a host…" }).focus();
      await page.keyboard.press("Enter");
      await expect(page.getByLabel("Good for")).toBeFocused();
      expect(await violations(page)).toEqual([]);
      await page.getByRole("button", { name: "Make the command" }).focus();
      await page.keyboard.press("Enter");
      await expect(page.getByRole("list", { name: "Command to enrol" })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await expect(page.getByRole("button", { name: "Enrol a host…" })).toBeFocused();
      await page.getByRole("button", { name: "Take back…" }).first().press("Enter");
      await expect(page.getByRole("button", { name: "Cancel" })).toBeFocused();
      expect(await violations(page)).toEqual([]);
      await page.getByRole("button", { name: "Take back", exact: true }).press("Enter");
      await expect(page.getByRole("table", { name: "Enrolment tokens" })).toContainText("Taken back");
    } finally {
      await portledger.end();
      rmSync(options.data, { recursive: true });
    }
  });
}
