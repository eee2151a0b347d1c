import { expect, test } from "@playwright/test";
import { AGENT, Hosts, JAVA } from "../lib/hosts.ts";

// The causes that `why` tells by what systemd knows, on a host with systemd; the others are in the agent's own tests. No server, and no
// agent that runs.
test.skip(process.getuid?.() !== 0, "needs root: real systemd hosts are namespaces of this machine");

interface Diagnosis {
  cause: { is: string; [more: string]: unknown };
  summary: string;
  evidence: string[];
  remedy: string;
  commands: { arguments: string[] }[];
  warnings: string[];
  unknown: string[];
}

const PYTHON = "/usr/bin/python3 -c";

const WEB = `[Service]
ExecStart=${PYTHON} "import socket, time; s = socket.create_server(('', 8090)); time.sleep(600)"
Restart=always
`;

const SHOP_SOCKET = `[Socket]
ListenStream=8091
`;

const SHOP = `[Service]
ExecStart=${PYTHON} "import socket, time; s = socket.socket(fileno=3); time.sleep(600)"
`;

// systemctl stop ends the first process alone
const OLD = `[Service]
KillMode=process
ExecStart=${PYTHON} "import os, socket, time; s = socket.create_server(('', 8092)); os.fork(); time.sleep(600)"
`;

test.describe("why, on a real systemd host", () => {
  let hosts: Hosts;

  test.beforeAll(async () => {
    test.setTimeout(600_000); // the first time, the root tree is made from packages
    hosts = await Hosts.up(1);
    for (const [file, text] of Object.entries({
      "web.service": WEB,
      "shop.socket": SHOP_SOCKET,
      "shop.service": SHOP,
      "old.service": OLD,
    })) {
      hosts.write("host1", `/etc/systemd/system/${file}`, text);
    }
    hosts.exec("host1", "systemctl", "daemon-reload");
  });

  test.afterAll(() => {
    hosts.down();
  });

  /** What it says of a port as soon as that is held, as JSON and in words. */
  async function why(port: number): Promise<Diagnosis> {
    const ask = (...options: string[]) =>
      hosts.run("host1", [JAVA, "-jar", AGENT, "why", String(port), ...options]);
    await expect.poll(async () => (await ask()).status, { timeout: 60_000 }).toBe(0);
    const diagnosis = JSON.parse((await ask("--json")).output) as Diagnosis;
    const words = (await ask()).output;
    expect(words.split("\n")[0]).toBe(diagnosis.summary);
    [diagnosis.remedy, ...diagnosis.evidence, ...diagnosis.unknown].forEach((text) => expect(words).toContain(text));
    return diagnosis;
  }

  const commands = (diagnosis: Diagnosis) => diagnosis.commands.map((command) => command.arguments.join(" "));

  test("a service holds it, and systemd would start it again", async () => {
    hosts.exec("host1", "systemctl", "start", "web.service");
    const diagnosis = await why(8090);
    expect(diagnosis.cause).toMatchObject({ is: "service", unit: "web.service" });
    expect(diagnosis.evidence).toContain("It is active; what would start it again: Restart=always.");
    expect(diagnosis.evidence.join()).toContain("0.0.0.0:8090 (LISTEN): SO_REUSEADDR on, SO_REUSEPORT off");
    expect(commands(diagnosis)).toEqual(["systemctl stop -- web.service"]);
    expect(diagnosis.warnings).toContain("KILL_MANAGED");
  });

  test("a socket unit holds it, with its service and alone", async () => {
    hosts.exec("host1", "systemctl", "start", "shop.socket");
    const alone = await why(8091);
    expect(alone.cause.is).toBe("socketUnit");
    expect(commands(alone)).toEqual(["systemctl list-sockets --all"]);
    hosts.exec("host1", "systemctl", "start", "shop.service");
    await expect
      .poll(async () => (await why(8091)).cause, { timeout: 60_000 })
      .toMatchObject({ is: "socketUnit", socketUnit: "shop.socket", service: "shop.service" });
    const both = await why(8091);
    expect(both.remedy).toContain("the service alone would be started again");
    expect(commands(both)).toEqual(["systemctl stop -- shop.socket shop.service"]);
  });

  test("an old process has survived its unit", async () => {
    hosts.exec("host1", "systemctl", "start", "old.service");
    await why(8092);
    hosts.exec("host1", "systemctl", "stop", "old.service");
    const diagnosis = await why(8092);
    expect(diagnosis.cause).toMatchObject({ is: "survivingProcess", unit: "old.service" });
    expect(diagnosis.evidence).toContain("It is left of old.service, which is inactive.");
    expect(diagnosis.remedy).toBe("End the old process: SIGTERM first.");
    expect(commands(diagnosis)[0]).toMatch(/^kill -TERM -- \d+$/);
  });
});
