import { rmSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { Console } from "../lib/console.ts";
import { temporary } from "../lib/folders.ts";
import { agentUnit, Hosts } from "../lib/hosts.ts";
import { freePort, Portledger } from "../lib/portledger.ts";

// A host of its own kernel namespaces with systemd as PID 1, its agent inside, the server outside.
test.skip(process.getuid?.() !== 0, "needs root: real systemd hosts are namespaces of this machine");

const ORDERS = `[Unit]
Description=Listens, and is started again when it dies
[Service]
ExecStart=/usr/bin/python3 -m http.server 8080
Restart=always
RestartSec=100ms
[Install]
WantedBy=multi-user.target
`;

test("a unit of a real systemd host is found by its name and stopped by systemctl", async ({ page }) => {
  test.setTimeout(600_000); // the first time, the root tree is made from packages
  const options = { data: temporary("hosts"), port: await freePort() };
  // this machine's own agent takes the token of the first start, the host takes the one of the second
  const first = await Portledger.up(options);
  await expect.poll(() => first.log("agent")).toContain("enrolled at");
  await first.end();
  const portledger = await Portledger.up(options);
  const hosts = await Hosts.up(1);
  try {
    hosts.write("host1", "/etc/systemd/system/orders.service", ORDERS);
    hosts.write("host1", "/etc/systemd/system/portledger-agent.service", agentUnit(await hosts.door(options.port)));
    hosts.write("host1", "/etc/portledger/token", portledger.secret("enrolment-token"));
    hosts.exec("host1", "systemctl", "daemon-reload");
    hosts.exec("host1", "systemctl", "start", "orders.service", "portledger-agent.service");

    const console = new Console(page);
    await page.goto(`${portledger.address}/ports?q=unit:orders.service`);
    await console.signIn(portledger.password);
    await expect(console.row(8080)).toContainText("orders.service", { timeout: 60_000 });
    await expect(console.row(8080)).toContainText("host1");

    await page.getByRole("button", { name: /^Stop .* on tcp\/8080/ }).click();
    await expect(console.drawer.getByLabel("Commands of the plan")).toContainText("systemctl stop orders.service");
    await console.requestStop("Replaced by the new orders service");
    await expect(console.outcome.getByRole("heading", { name: "Freed" })).toBeVisible({ timeout: 60_000 });
    expect(hosts.exec("host1", "systemctl", "show", "-P", "ActiveState", "orders.service").trim()).toBe("inactive");
    expect(hosts.exec("host1", "ss", "-lntH", "sport = :8080")).toBe("");
  } finally {
    const journal = hosts.exec("host1", "journalctl", "--no-pager", "-u", "portledger-agent", "-u", "orders");
    await test.info().attach("journal of host1", { body: journal, contentType: "text/plain" });
    hosts.down();
    await portledger.end();
    rmSync(options.data, { recursive: true });
  }
});
