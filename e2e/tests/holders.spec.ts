import { expect, test } from "@playwright/test";
import { AGENT, Hosts, JAVA } from "../lib/hosts.ts";

// Who holds a port on a host with systemd, by the agent's own command line in that host; no server.
test.skip(
  process.getuid?.() !== 0,
  "needs root: real systemd hosts are namespaces of this machine",
);

interface Holder {
  process: { pid: number };
  comm: string;
  management: { by: string; name?: string; ofUser?: number; scope?: string };
}
interface Listener {
  holders: { are: string; list: Holder[] };
}

const LISTENING = (port: number) =>
  `/usr/bin/python3 -c "import socket, time; s = socket.create_server(('', ${port})); time.sleep(600)"`;

const ORDERS_SOCKET = `[Socket]
ListenStream=8081
`;

const ORDERS = `[Service]
ExecStart=/usr/bin/python3 -c "import socket, time; s = socket.socket(fileno=3); time.sleep(600)"
`;

const WORKERS = `[Service]
ExecStart=/usr/bin/python3 -c "import os, socket, time; s = socket.create_server(('', 8082)); [os.fork() for _ in range(2)]; time.sleep(600)"
`;

const OF_USER = `[Service]
ExecStart=${LISTENING(8083)}
`;

test.describe("on a real systemd host", () => {
  let hosts: Hosts;

  test.beforeAll(async () => {
    test.setTimeout(600_000); // the first time, the root tree is made from packages
    hosts = await Hosts.up(1);
  });

  test.afterAll(() => {
    hosts.down();
  });

  const held = (port: number) =>
    JSON.parse(
      hosts.exec(
        "host1",
        JAVA,
        "-jar",
        AGENT,
        "listeners",
        "--json",
        "--port",
        String(port),
      ),
    ) as Listener[];

  /** Starts units and returns the holders of the one listener on the port, once there are so many. */
  async function holders(port: number, count: number): Promise<Holder[]> {
    await expect
      .poll(() => held(port).map((one) => one.holders.list.length), {
        timeout: 60_000,
      })
      .toEqual([count]);
    return held(port)[0]?.holders.list ?? [];
  }

  test("a socket-activated port belongs to systemd alone, and to the service as well once that runs", async () => {
    hosts.write("host1", "/etc/systemd/system/orders.socket", ORDERS_SOCKET);
    hosts.write("host1", "/etc/systemd/system/orders.service", ORDERS);
    hosts.exec("host1", "systemctl", "daemon-reload");
    hosts.exec("host1", "systemctl", "start", "orders.socket");
    const [systemd] = await holders(8081, 1);
    expect(systemd).toMatchObject({
      process: { pid: 1 },
      comm: "systemd",
      management: { by: "nobody", scope: "init.scope" },
    });

    hosts.exec("host1", "systemctl", "start", "orders.service");
    const both = await holders(8081, 2);
    expect(both.map((holder) => holder.comm)).toEqual(["systemd", "python3"]);
    expect(both[1]?.management).toEqual({ by: "unit", name: "orders.service" });

    // what linux.md calls the trap: the service is stopped, the port is not free
    hosts.exec("host1", "systemctl", "stop", "orders.service");
    expect((await holders(8081, 1))[0]?.process.pid).toBe(1);
  });

  test("workers that a service has forked are all listed, under its unit", async () => {
    hosts.write("host1", "/etc/systemd/system/workers.service", WORKERS);
    hosts.exec("host1", "systemctl", "daemon-reload");
    hosts.exec("host1", "systemctl", "start", "workers.service");
    const all = await holders(8082, 4);
    expect(
      new Set(all.map((holder) => JSON.stringify(holder.management))),
    ).toEqual(
      new Set([JSON.stringify({ by: "unit", name: "workers.service" })]),
    );
  });

  test("a unit of a user's own manager is told from one of the system", async () => {
    hosts.exec("host1", "useradd", "--create-home", "app");
    const uid = Number(hosts.exec("host1", "id", "-u", "app"));
    hosts.write("host1", "/etc/systemd/user/web.service", OF_USER);
    hosts.exec("host1", "chmod", "644", "/etc/systemd/user/web.service");
    hosts.exec("host1", "loginctl", "enable-linger", "app");
    await expect
      .poll(() =>
        hosts
          .exec(
            "host1",
            "systemctl",
            "show",
            "-P",
            "ActiveState",
            `user@${uid}.service`,
          )
          .trim(),
      )
      .toBe("active");
    const asUser = [
      "runuser",
      "-u",
      "app",
      "--",
      "env",
      `XDG_RUNTIME_DIR=/run/user/${uid}`,
    ];
    hosts.exec(
      "host1",
      ...asUser,
      "systemctl",
      "--user",
      "start",
      "web.service",
    );
    const [web] = await holders(8083, 1);
    expect(web?.management).toEqual({
      by: "unit",
      name: "web.service",
      ofUser: uid,
    });
  });
});
