import { expect, test } from "@playwright/test";
import { Console } from "../lib/console.ts";
import { Estate, type Stop } from "../lib/estate.ts";

// Every way in which a stop can end, each brought about on a real systemd host.
test.skip(process.getuid?.() !== 0, "needs root: real systemd hosts are namespaces of this machine");
test.describe.configure({ mode: "serial", timeout: 240_000 });

let estate: Estate;

const web = (port: number, more = "") => `[Service]
ExecStart=/usr/bin/python3 -m http.server ${port}
${more}
`;

test.beforeAll(async () => {
  test.setTimeout(600_000); // the first time, the root tree is made from packages
  estate = await Estate.up("outcomes", {
    PORTLEDGER_STOP_TIME_LIMIT: "PT6S",
    PORTLEDGER_STOP_BEGIN_WITHIN: "PT6S",
    PORTLEDGER_STOP_PATIENCE: "PT3S",
  });
});

test.afterAll(async () => {
  if (estate !== undefined) {
    const journal = estate.hosts.exec("host1", "journalctl", "--no-pager", "-n", "400");
    await test.info().attach("journal of host1", { body: journal, contentType: "text/plain" });
    await estate.down();
  }
});

const state = (unit: string) => estate.hosts.exec("host1", "systemctl", "show", "-P", "ActiveState", unit).trim();
const listening = (port: number) => estate.hosts.exec("host1", "ss", "-lntH", `sport = :${port}`) !== "";

test("freed: a unit with Restart=, with what needs it, what wants it and what starts it again", async () => {
  estate.units(
    {
      "orders.service": `[Unit]\nWants=other.service\n${web(8080, "Restart=always\nRestartSec=500ms")}[Install]\nWantedBy=multi-user.target\n`,
      "shop.service": "[Unit]\nRequires=orders.service\nAfter=orders.service\n[Service]\nExecStart=/usr/bin/sleep infinity\n",
      "orders.timer": "[Timer]\nOnCalendar=yearly\n",
    },
    "orders.service",
    "shop.service",
    "orders.timer",
  );
  estate.hosts.exec("host1", "systemctl", "enable", "orders.service");
  const plan = await estate.plan(8080);
  expect(plan.method).toEqual({ by: "systemUnit", unit: "orders.service" });
  expect(plan.commands).toEqual(["systemctl stop orders.service"]);
  expect(plan.alsoEnds.map(({ text }) => text)).toContain("shop.service, which needs it");
  expect(plan.dependents.map(({ text }) => text)).toContain("shop.service needs it and stops with it");
  expect(plan.dependents.map(({ text }) => text)).toContain("multi-user.target wants it and goes on without it");
  expect(plan.comesBack.map(({ code }) => code).sort()).toEqual(["restart_policy", "starts_at_boot", "triggered_by"]);
  await estate.run(plan);
  await estate.settled(plan, "freed");
  expect(state("orders.service")).toBe("inactive");
  expect(state("shop.service")).toBe("inactive");
  expect(await estate.audited(plan)).toEqual(
    expect.arrayContaining(["stop.planned", "stop.requested", "stop.sent", "stop.step", "stop.settled"]),
  );
});

test("freed: a socket unit and its service together, though PID 1 holds the socket", async () => {
  estate.units(
    {
      "echo.socket": "[Socket]\nListenStream=127.0.0.1:8081\n",
      "echo.service": `[Service]
ExecStart=/usr/bin/python3 -c 'import socket,time; s=socket.socket(fileno=3); c,_=s.accept(); time.sleep(9999)'
`,
    },
    "echo.socket",
  );
  estate.hosts.exec("host1", "python3", "-c", "import socket; socket.create_connection(('127.0.0.1',8081)).close()");
  await expect.poll(() => state("echo.service")).toBe("active");
  const plan = await estate.plan(8081);
  expect(plan.method).toEqual({ by: "systemUnits", units: ["echo.socket", "echo.service"] });
  expect(plan.commands).toEqual(["systemctl stop echo.socket echo.service"]);
  await estate.run(plan);
  await estate.settled(plan, "freed");
  expect([state("echo.socket"), state("echo.service")]).toEqual(["inactive", "inactive"]);
  expect(listening(8081)).toBe(false);
});

test("freed: a unit of a user's own manager", async () => {
  estate.hosts.exec("host1", "useradd", "--create-home", "dev");
  estate.hosts.exec("host1", "loginctl", "enable-linger", "dev");
  const uid = estate.hosts.exec("host1", "id", "-u", "dev").trim();
  estate.hosts.write("host1", "/etc/systemd/user/mine.service", web(8082, "Restart=always"));
  estate.hosts.exec("host1", "chmod", "-R", "a+rX", "/etc/systemd/user");
  await expect.poll(() => state(`user@${uid}.service`)).toBe("active");
  const asDev = ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups", "env", `XDG_RUNTIME_DIR=/run/user/${uid}`];
  await expect(async () => {
    const started = await estate.hosts.run("host1", [...asDev, "systemctl", "--user", "start", "mine.service"]);
    expect(started.status, started.output).toBe(0);
  }).toPass({ timeout: 20_000 });
  const plan = await estate.plan(8082);
  expect(plan.method).toEqual({ by: "userUnit", unit: "mine.service", uid: Number(uid) });
  expect(plan.commands).toEqual([`sudo -u dev XDG_RUNTIME_DIR=/run/user/${uid} systemctl --user stop mine.service`]);
  await estate.run(plan);
  await estate.settled(plan, "freed");
  expect(listening(8082)).toBe(false);
});

test("rebound: by Restart=, when what is stopped is a process of a session that a unit began", async () => {
  estate.units({ "kiosk.service": web(8083, "PAMName=login\nUser=dev\nRestart=always\nRestartSec=1s") }, "kiosk.service");
  const plan = await estate.plan(8083);
  expect(plan.method).toMatchObject({ by: "process", signal: "SIGTERM" });
  await estate.run(plan);
  const end = await estate.settled(plan, "rebound");
  expect(JSON.stringify(end.outcome)).toContain("http.server 8083");
  estate.hosts.exec("host1", "systemctl", "stop", "kiosk.service");
});

test("rebound: by another claimant that has waited for the port, after freed was told", async () => {
  estate.units(
    {
      "holder.service": web(8084),
      "waiter.service": `[Unit]\nStartLimitIntervalSec=0\n${web(8084, "Restart=always\nRestartSec=700ms")}`,
      "upheld.service": web(8085),
      "keeper.service": "[Unit]\nUpholds=upheld.service\n[Service]\nExecStart=/usr/bin/sleep infinity\n",
    },
    "holder.service",
    "keeper.service",
  );
  const plan = await estate.plan(8084);
  estate.hosts.exec("host1", "systemctl", "start", "--no-block", "waiter.service");
  await expect
    .poll(() => Number(estate.hosts.exec("host1", "systemctl", "show", "-P", "NRestarts", "waiter.service")))
    .toBeGreaterThan(0);
  await estate.run(plan);
  const end = await estate.settled(plan, "rebound");
  expect(JSON.stringify(end.outcome)).toContain("waiter.service");

  const upheld = await estate.plan(8085);
  expect(upheld.comesBack.map(({ code }) => code)).toContain("upheld_by");
  await estate.run(upheld);
  expect(JSON.stringify((await estate.settled(upheld, "rebound")).outcome)).toContain("upheld.service");
  estate.hosts.exec("host1", "systemctl", "stop", "waiter.service", "keeper.service", "upheld.service");
});

test("only TIME_WAIT left, and released by a request of its own", async () => {
  estate.units({ "closer.service": web(8086) }, "closer.service");
  const plan = await estate.plan(8086);
  // HTTP/1.0, and a client that waits for the end: the server closes first, so that TIME_WAIT is on its side
  const client = `import socket
s = socket.create_connection(("127.0.0.1", 8086))
s.sendall(b"GET / HTTP/1.0\\r\\n\\r\\n")
while s.recv(4096):
    pass`;
  estate.hosts.exec("host1", "python3", "-c", client);
  await estate.run(plan);
  const end = await estate.settled(plan, "onlyTimeWait");
  expect(end.outcome?.count).toBeGreaterThan(0);
  const answer = await estate.api.post("/api/stops", { data: { hostId: estate.hostId, follows: plan.stopId } });
  expect(answer.status(), await answer.text()).toBe(201);
  const release = await answer.json();
  expect(release.method).toEqual({ by: "releaseTimeWait" });
  await estate.run(release);
  await estate.settled(release, "freed");
  expect(estate.hosts.exec("host1", "ss", "-tanH", "state", "time-wait", "sport = :8086")).toBe("");
});

/** Leaves TIME_WAIT on the server's side of a port of host1, with nobody who listens any more. */
function leaveTimeWait(port: number, count: number): void {
  const program = `import socket
s = socket.create_server(("127.0.0.1", ${port}))
for _ in range(${count}):
    c = socket.create_connection(("127.0.0.1", ${port}))
    a, _ = s.accept()
    a.close()
    c.recv(1)
    c.close()
s.close()`;
  estate.hosts.exec("host1", "python3", "-c", program);
  expect(timeWait(port)).toHaveLength(count);
}

const timeWait = (port: number) =>
  estate.hosts.exec("host1", "ss", "-tanH", "state", "time-wait", `sport = :${port}`).split("\n").filter((line) => line !== "");

/** Whether a program without SO_REUSEADDR could bind. */
const binds = async (port: number) =>
  (await estate.hosts.run("host1", ["python3", "-c", `import socket; socket.socket().bind(("127.0.0.1", ${port}))`])).status === 0;

const wish = (port: number) => ({ data: { hostId: estate.hostId, timeWait: { address: "127.0.0.1", port } } });

test("freed: TIME_WAIT where nobody holds the port, released from its page", async ({ page }) => {
  leaveTimeWait(8097, 3);
  expect(await binds(8097)).toBe(false);
  await page.goto(`${estate.portledger.address}/hosts/${estate.hostId}/ports/tcp/8097`);
  const console = new Console(page);
  await console.signIn(estate.portledger.password);
  await page.getByRole("button", { name: "Release TIME_WAIT of tcp/8097…" }).click({ timeout: 30_000 });
  await expect(console.drawer).toContainText("3 in TIME_WAIT when it was planned");
  await expect(console.drawer).toContainText("RFC 1337");
  await expect(console.drawer).toContainText("ss -K -tn state time-wait 'src 127.0.0.1:8097'");
  await console.drawer.getByLabel("Reason").fill("the deploy cannot wait a minute");
  await console.drawer.getByRole("button", { name: "Release TIME_WAIT" }).click();
  await expect(console.outcome).toContainText("Freed", { timeout: 30_000 });
  await expect(console.outcome).toContainText("3 TIME_WAIT sockets released");
  expect(timeWait(8097)).toEqual([]);
  expect(await binds(8097)).toBe(true);
  const stopId = new URL(page.url()).searchParams.get("stop")!;
  const audit = await (await estate.api.get(`/api/audit?stop=${stopId}&limit=200`)).json();
  const told = audit.items.map(({ action }: { action: string }) => action).reverse();
  expect(told.slice(0, 3)).toEqual(["stop.planned", "stop.requested", "stop.sent"]);
  expect(told.at(-1)).toBe("stop.settled");
  const receipts = await (await estate.api.get(`/api/stops/${stopId}/receipts`)).json();
  expect(JSON.stringify(receipts)).toContain("signature");
});

test("TIME_WAIT is not released where somebody listens, nor a port that the host protects", async () => {
  leaveTimeWait(8098, 2);
  const planned = await estate.api.post("/api/stops", wish(8098));
  expect(planned.status(), await planned.text()).toBe(201);
  const plan = await planned.json();
  expect(plan).toMatchObject({ method: { by: "releaseTimeWait" }, target: { socket: { id: "unheld" } }, timeWait: { count: 2 } });
  estate.units({ "taker.service": web(8098, "Restart=no") }, "taker.service");
  await expect.poll(() => listening(8098)).toBe(true);
  const run = await estate.api.post(`/api/stops/${plan.stopId}/run`, { data: { reason: "in vain" } });
  expect([run.status(), (await run.json()).code]).toEqual([409, "plan_outdated"]);
  expect((await (await estate.api.post("/api/stops", wish(8098))).json()).code).toBe("plan_outdated");
  expect(timeWait(8098)).toHaveLength(2);
  expect(state("taker.service")).toBe("active");
  estate.hosts.exec("host1", "systemctl", "stop", "taker.service");

  leaveTimeWait(8099, 2);
  estate.hosts.write("host1", "/etc/portledger/agent.properties", "portledger.policy.ports.kept=8099\n");
  const refused = await (await estate.api.post("/api/stops", wish(8099))).json();
  expect(refused.code).toBe("stop_protected");
  expect(refused.detail).toContain("protected.port:kept");
  expect(timeWait(8099)).toHaveLength(2);
  estate.hosts.exec("host1", "rm", "/etc/portledger/agent.properties");
});

test("a parent that has started the holder again before is told in the plan, with how often", async () => {
  const parent = `import subprocess
while True:
    subprocess.call(["/usr/bin/python3", "-m", "http.server", "8100"])`;
  // of a session that a unit began, so that no manager of its own is to be asked
  estate.hosts.write("host1", "/home/dev/parent.py", parent);
  estate.hosts.exec("host1", "chown", "dev", "/home/dev/parent.py");
  estate.units({ "session.service": "[Service]\nPAMName=login\nUser=dev\nExecStart=/usr/bin/python3 /home/dev/parent.py\n" }, "session.service");
  const first = await estate.plan(8100);
  expect(first.comesBack.map(({ code }) => code)).toEqual(["parent_respawns"]);
  await estate.run(first);
  await estate.settled(first, "rebound");
  let again: Stop | undefined;
  await expect(async () => {
    again = await estate.plan(8100);
    expect(again.comesBack.map(({ code }) => code)).toEqual(["parent_respawned"]);
  }).toPass({ timeout: 30_000 });
  expect(again!.comesBack[0]!.text).toMatch(/^its parent, process \d+ \(python3\), has started it again once in the last day/);
  estate.hosts.exec("host1", "systemctl", "stop", "session.service");
});

test("refused: by a rule of the host that was written after the plan was made", async () => {
  estate.units({ "guarded.service": web(8087) }, "guarded.service");
  const plan = await estate.plan(8087);
  estate.hosts.write("host1", "/etc/portledger/agent.properties", "portledger.policy.ports.till=8087, 9000-9010\n");
  const refused = await estate.api.post(`/api/stops/${plan.stopId}/run`, { data: { reason: "in vain" } });
  expect(refused.status()).toBe(409);
  expect(await refused.text()).toContain("protected.port:till");
  expect(await estate.audited(plan)).toContain("stop.discarded");
  const again = await estate.api.post("/api/stops", {
    data: { hostId: estate.hostId, holdingId: await estate.holding(8087) },
  });
  expect((await again.json()).code).toBe("stop_protected");
  await expect(async () => {
    const host = await (await estate.api.get(`/api/hosts/${estate.hostId}`)).json();
    expect(host.policy.rules).toContainEqual({
      rule: "protected.port:till",
      text: "ports 8087, 9000-9010",
      configured: true,
    });
  }).toPass({ timeout: 20_000 });
  expect(state("guarded.service")).toBe("active");
});

test("still held, expired and aborted: four that ignore SIGTERM keep a fifth and a sixth waiting", async () => {
  const ports = [8090, 8091, 8092, 8093];
  const program = `import signal, socket, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
held = [socket.create_server(("127.0.0.1", port)) for port in (${ports.join(", ")})]
time.sleep(9999)`;
  estate.hosts.exec("host1", "sh", "-c", `python3 -c '${program.replaceAll("'", "'\\''")}' >/dev/null 2>&1 </dev/null &`);
  estate.units({ "late.service": web(8094), "never.service": web(8095) }, "late.service", "never.service");
  const stubborn = [];
  for (const port of ports) {
    stubborn.push(await estate.plan(port));
  }
  const late = await estate.plan(8094);
  const never = await estate.plan(8095);
  for (const plan of stubborn) {
    await estate.run(plan);
  }
  await estate.run(late);
  await estate.run(never);
  const called = await estate.api.post(`/api/stops/${never.stopId}/abort`);
  expect(called.status(), await called.text()).toBe(200);
  for (const plan of stubborn) {
    await estate.settled(plan, "stillHeld");
  }
  await estate.settled(late, "expired");
  await estate.settled(never, "aborted");
  expect([state("late.service"), state("never.service")]).toEqual(["active", "active"]);
});

test("a host that is cut off in the middle: unknown at first, and settled when it is back", async () => {
  estate.units(
    { "slow.service": web(8096, "ExecStop=/usr/bin/sleep 2\nExecStop=/usr/bin/kill $MAINPID") },
    "slow.service",
  );
  const plan = await estate.plan(8096);
  await estate.run(plan);
  await expect
    .poll(async () => (await estate.stop(plan)).steps.map(({ step }) => step), { intervals: [50] })
    .toContain("REQUESTED");
  estate.hosts.cut("host1", true);
  try {
    await estate.settled(plan, "unknown", 90_000);
  } finally {
    estate.hosts.cut("host1", false);
  }
  await estate.settled(plan, "freed", 90_000);
  expect(state("slow.service")).toBe("inactive");
  expect((await estate.audited(plan)).filter((action) => action === "stop.settled")).toHaveLength(2);
});
