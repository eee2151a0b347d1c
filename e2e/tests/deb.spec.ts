import { execFile, execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, test, type Page } from "@playwright/test";
import { Console } from "../lib/console.ts";
import { clone, temporary } from "../lib/folders.ts";
import { Hosts } from "../lib/hosts.ts";
import { freePort, Portledger } from "../lib/portledger.ts";

// The package on a real systemd host, from its installation to its purge.
test.skip(process.getuid?.() !== 0, "needs root: real systemd hosts are namespaces of this machine");

const UNIT = "portledger-agent.service";
const STATE = "/var/lib/portledger-agent";

const listening = (port: number, extra = "") => `[Service]
ExecStart=/usr/bin/python3 -m http.server ${port}
${extra}
`;

/** Listens, tries to bind once more, and prints the error. */
const TWICE = `
import socket
first, second = socket.socket(), socket.socket()
first.bind(("127.0.0.1", 8082))
first.listen()
try:
    second.bind(("127.0.0.1", 8082))
except OSError as refused:
    print(refused.errno)
`;

const DROP_IN = `/etc/systemd/system/${UNIT}.d/no-bpf.conf`;

/** All files of the host, but for what the kernel, dpkg and this test keep by themselves. */
const EVERYTHING = `find / -xdev \\( -path /proc -o -path /sys -o -path /run -o -path /tmp -o -path /dev -o -path /var/log \\
  -o -path /var/tmp -o -path '/var/lib/dpkg/*-old' -o -path /root \\) -prune -o -print | sort`;

test("the package is installed, enrolled, stops a unit, is upgraded, removed and purged", async ({ page }) => {
  test.setTimeout(600_000); // the first time, the root tree is made from packages
  const folder = temporary("deb");
  const old = await build(folder, "1.0");
  const next = await build(folder, "1.1");
  // two builds of the same jars differ by what names the version, and by nothing else
  expect(sums(next).filter((line) => !sums(old).includes(line))).toEqual([
    expect.stringContaining("usr/share/doc/portledger-agent/changelog.gz"),
  ]);

  const options = { data: temporary("deb-data"), port: await freePort() };
  // this machine's own agent takes the token of the first start, the host takes the one of the second
  const first = await Portledger.up(options);
  await expect.poll(() => first.log("agent")).toContain("enrolled at");
  await first.end();
  const portledger = await Portledger.up(options);
  const hosts = await Hosts.up(1);
  const state = (property: string) => hosts.exec("host1", "systemctl", "show", "-P", property, UNIT).trim();
  try {
    const server = await hosts.door(options.port);
    hosts.exec("host1", "useradd", "--system", "app");
    hosts.write("host1", "/etc/systemd/system/orders.service", listening(8080, "User=app\nRestart=always"));
    hosts.write("host1", "/etc/systemd/system/brief.service", listening(8081));
    [old, next].forEach((file) => hosts.copy(file, "host1", `/root/${basename(file)}`));
    hosts.exec("host1", "systemctl", "start", "orders.service");
    const before = hosts.exec("host1", "sh", "-c", EVERYTHING);

    await test.step("installed, it runs, watches, and says what it lacks", async () => {
      hosts.exec("host1", "dpkg", "-i", `/root/${basename(old)}`);
      expect(state("ActiveState")).toBe("active");
      expect(state("UnitFileState")).toBe("enabled");
      expect(hosts.exec("host1", "ls", "/var/cache/portledger-agent").split("\n")).toEqual([
        "agent.aot",
        "ask.aot",
        "command.aot",
        "",
      ]);
      const owners = ["stat", "-c", "%A %U %G", "/run/portledger", "/run/portledger/agent.sock"];
      await expect
        .poll(async () => (await hosts.run("host1", owners)).output)
        .toBe("drwxr-x--- root portledger\nsrw-rw---- root portledger\n");
      const doctor = await hosts.run("host1", ["portledger", "doctor"]);
      expect(doctor.status).toBe(1);
      expect(doctor.output).toMatch(/problem +enrolment +no server knows this host.*portledger enrol --server URL/);
      await expect.poll(() => journal(hosts)).toMatch(/not enrolled: .*portledger enrol --server/);
      expect(hosts.exec("host1", "portledger", "listeners", "--port", "8080")).toMatch(/user app, unit orders\.service/);
    });

    await test.step("enrolled by a token, and by no other", async () => {
      const enrol = (token: string) =>
        hosts.run("host1", ["portledger", "enrol", "--allow-plain-http", "--server", server, "--token-file", "-"], token);
      const plain = await hosts.run("host1", ["portledger", "enrol", "--server", server, "--token-file", "-"], "wrong");
      expect(plain.output).toContain("portledger.agent.allow-plain-http");
      expect(plain.status).toBe(2);
      const refused = await enrol("wrong");
      expect(refused.output).toContain("enrolment_token_invalid");
      expect(refused.status).toBe(4);
      expect((await hosts.run("host1", ["test", "-e", "/etc/portledger/enrolment.properties"])).status).toBe(1);
      const enrolled = await enrol(portledger.secret("enrolment-token"));
      expect(enrolled.output).toContain(`enrolled at ${server} as host `);
      expect(enrolled.status).toBe(0);
    });

    const console = new Console(page);
    await test.step("it sees what other users hold, and stops a unit", async () => {
      await page.goto(`${portledger.address}/ports?q=unit:orders.service`);
      await console.signIn(portledger.password);
      await expect(console.row(8080)).toContainText("orders.service", { timeout: 60_000 });
      await expect(console.row(8080)).toContainText("host1");
      await expect(console.row(8080)).toContainText("app");
      await page.getByRole("button", { name: /^Stop .* on tcp\/8080/ }).click();
      await console.requestStop("Replaced by the new orders service");
      await expect(console.outcome.getByRole("heading", { name: "Freed" })).toBeVisible({ timeout: 60_000 });
      expect(hosts.exec("host1", "ss", "-lntH", "sport = :8080")).toBe("");
      const doctor = await hosts.run("host1", ["portledger", "doctor"]);
      expect(doctor.output).toMatch(new RegExp(`ok +enrolment +known to ${server}`));
      expect(doctor.status).toBe(0);
    });

    await test.step("under all that its unit takes from it, it has the kernel's events; without bpf(2) it says what it lacks", async () => {
      const hostId = await idOf(page, portledger, "host1");
      const events = page.getByRole("table", { name: "Facilities" }).getByRole("row").filter({ hasText: "events" });
      await page.goto(`${portledger.address}/hosts/${hostId}?tab=agent`);
      await expect(events).toContainText("In use");
      await expect(events).toContainText("post: programs in the kernel");
      expect((await hosts.run("host1", ["portledger", "doctor"])).output).toMatch(/ok +events +post: /);
      expect(hosts.exec("host1", "python3", "-c", TWICE)).toBe("98\n");
      await page.goto(`${portledger.address}/hosts/${hostId}?tab=conflicts`);
      await expect(page.getByText("Source of events in use")).toBeVisible();
      await expect(page.getByText("tcp/8082").first()).toBeVisible({ timeout: 20_000 });

      hosts.write("host1", DROP_IN, "[Service]\nSystemCallFilter=~bpf\n");
      restart(hosts);
      await page.goto(`${portledger.address}/hosts/${hostId}?tab=agent`);
      await expect(events).toContainText("post is not possible", { timeout: 60_000 });
      await expect(events).toContainText("no seccomp filter that forbids it");
      await expect(events).toContainText("failed binds are not seen");
      hosts.exec("host1", "rm", "-r", dirname(DROP_IN));
      restart(hosts);
      await expect(events).toContainText("post: programs in the kernel", { timeout: 60_000 });
    });

    await test.step("an upgrade keeps the identity, and what the server has not had", async () => {
      const hostId = await idOf(page, portledger, "host1");
      const key = hosts.exec("host1", "sha256sum", `${STATE}/agent-key`);
      hosts.cut("host1", true);
      // a listener that comes and goes while nobody hears of it, so that only the outbox can tell
      const told = () =>
        Number(hosts.exec("host1", "sh", "-c", `grep -ao '"port":8081' ${STATE}/outbox/*.frames | wc -l`));
      hosts.exec("host1", "systemctl", "start", "brief.service");
      await expect.poll(told).toBeGreaterThan(0);
      const opened = told();
      hosts.exec("host1", "systemctl", "stop", "brief.service");
      await expect.poll(told).toBeGreaterThan(opened);

      const pid = state("MainPID");
      hosts.exec("host1", "dpkg", "-i", `/root/${basename(next)}`);
      expect(hosts.exec("host1", "dpkg-query", "-W", "-f", "${Version}", "portledger-agent")).toBe("1.1");
      expect(state("ActiveState")).toBe("active");
      expect(state("MainPID")).not.toBe(pid);
      hosts.cut("host1", false);

      await expect.poll(() => endsOf(page, portledger, hostId, 8081), { timeout: 60_000 }).toEqual([expect.anything()]);
      expect(hosts.exec("host1", "sha256sum", `${STATE}/agent-key`)).toBe(key);
      expect(await idOf(page, portledger, "host1")).toBe(hostId);
    });

    await test.step("removed it is gone but for its state, purged it never was", async () => {
      hosts.exec("host1", "dpkg", "-r", "portledger-agent");
      expect(state("LoadState")).toBe("not-found");
      expect(hosts.exec("host1", "ls", STATE)).toContain("agent-key");
      expect((await hosts.run("host1", ["test", "-e", "/usr/lib/portledger-agent"])).status).toBe(1);
      hosts.exec("host1", "dpkg", "-P", "portledger-agent");
      expect(hosts.exec("host1", "sh", "-c", EVERYTHING)).toBe(before);
    });
  } finally {
    await test.info().attach("journal of host1", { body: journal(hosts), contentType: "text/plain" });
    hosts.down();
    await portledger.end();
    rmSync(options.data, { recursive: true });
    rmSync(folder, { recursive: true });
  }
});

async function build(folder: string, version: string): Promise<string> {
  const { stdout } = await promisify(execFile)(join(clone, "deploy/deb/build"), ["--version", version, "--output", folder]);
  return stdout.trim();
}

/** What the package says of each of its files, by a hash. */
function sums(file: string): string[] {
  return execFileSync("dpkg-deb", ["--info", file, "md5sums"], { encoding: "utf8" }).trim().split("\n");
}

function restart(hosts: Hosts): void {
  hosts.exec("host1", "systemctl", "daemon-reload");
  hosts.exec("host1", "systemctl", "restart", UNIT);
}

function journal(hosts: Hosts): string {
  return hosts.exec("host1", "journalctl", "--no-pager", "-u", UNIT);
}

async function idOf(page: Page, portledger: Portledger, name: string): Promise<string> {
  const answer = await page.request.get(`${portledger.address}/api/hosts`);
  const found = (await answer.json()).items.filter((host: { name: string }) => host.name === name);
  expect(found).toHaveLength(1);
  return found[0].hostId;
}

/** The ends of all holdings of a port; undefined for one that goes on. */
async function endsOf(page: Page, portledger: Portledger, hostId: string, port: number): Promise<unknown[]> {
  const answer = await page.request.get(`${portledger.address}/api/hosts/${hostId}/ports/tcp/${port}/holdings`);
  return (await answer.json()).holdings.map((holding: { ended?: unknown }) => holding.ended);
}
