import { readFileSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import { Estate, type Stop } from "../lib/estate.ts";

// kill -9 of agent, server and database at every step of a stop: real processes, a real PostgreSQL, a real systemd host.
test.skip(process.getuid?.() !== 0, "needs root: real systemd hosts are namespaces of this machine");

const TARGETS = ["agent", "server", "database"] as const;
type Target = (typeof TARGETS)[number];

/** In their order. Those behind the second are lines of the agent's journal: the kill comes when the line is there. */
const STEPS = ["planned", "just requested", "accepted", "requesting", "settled", "told"] as const;
type Step = (typeof STEPS)[number];

interface Case {
  target: Target;
  step: Step;
  port: number;
  stop: Stop;
}

const FIRST_PORT = 7000;

/** A process for each port that notes each SIGTERM with its time, and stays: doing it twice would be seen. */
const COUNTERS = (ports: number[]) => `import os, signal, socket, time
def serve(port):
    def term(*_):
        with open("/var/tmp/term-%d" % port, "a") as file:
            file.write("%.6f\\n" % time.time())
    signal.signal(signal.SIGTERM, term)
    held = socket.create_server(("127.0.0.1", port))
    while True:
        signal.pause()
for port in range(${ports[0]}, ${ports[0]! + ports.length}):
    if os.fork() == 0:
        serve(port)
time.sleep(9999)`;

function terms(estate: Estate, port: number): number[] {
  try {
    return readFileSync(estate.hosts.outside("host1", `/var/tmp/term-${port}`), "utf8")
      .split("\n")
      .filter(Boolean)
      .map(Number);
  } catch {
    return [];
  }
}

function kill(estate: Estate, target: Target): void {
  const pids =
    target === "agent"
      ? estate.hosts.processes("host1", "portledger-agent.service")
      : [estate.portledger.parts()[target]!.pid];
  pids.forEach((pid) => process.kill(pid, "SIGKILL"));
}

/** Waits, without a pause, for a line of the agent's journal. */
async function journaled(estate: Estate, { stopId }: Stop, event: string, until: number): Promise<boolean> {
  const file = estate.hosts.outside("host1", `/var/lib/portledger-agent/stops/${stopId}.journal`);
  while (Date.now() < until) {
    try {
      if (readFileSync(file, "utf8").includes(`"event":"${event}"`)) {
        return true;
      }
    } catch {
      // not accepted yet
    }
    await nextTurn();
  }
  return false;
}

/** As a person would: again, until it is said that it was taken or that it is no longer open. */
async function request(estate: Estate, { stopId }: Stop): Promise<void> {
  await expect(async () => {
    const answer = await estate.api.post(`/api/stops/${stopId}/run`, { data: { reason: "crash matrix" }, timeout: 10_000 });
    const text = await answer.text();
    expect(answer.status() === 202 || text.includes("stop_state_conflict"), `${answer.status()} ${text}`).toBe(true);
  }).toPass({ timeout: 60_000, intervals: [100] });
}

async function allIsWell(estate: Estate): Promise<void> {
  await expect(async () => {
    const host = await (await estate.api.get(`/api/hosts/${estate.hostId}`, { timeout: 5_000 })).json();
    expect(host.watch).toBe("LIVE");
    expect(Date.now() - Date.parse(host.lastFrameAt)).toBeLessThan(6_000);
  }).toPass({ timeout: 60_000, intervals: [200] });
}

async function play(estate: Estate, { target, step, stop }: Case): Promise<void> {
  await allIsWell(estate);
  if (step === "planned") {
    kill(estate, target);
    await request(estate, stop);
    return;
  }
  if (step === "just requested") {
    const asked = request(estate, stop);
    const from = performance.now();
    const after = 5 + Math.random() * 40;
    while (performance.now() - from < after) {
      await nextTurn();
    }
    kill(estate, target);
    await asked;
    return;
  }
  const seen = journaled(estate, stop, step, Date.now() + 30_000);
  const asked = request(estate, stop);
  expect(await seen, `${step} is in the journal`).toBe(true);
  kill(estate, target);
  await asked;
}

test("the crash matrix: nothing twice, nothing late, nothing lost", async () => {
  test.setTimeout(900_000);
  const estate = await Estate.up("crash", {
    PORTLEDGER_STOP_PLAN_VALID_FOR: "PT15M",
    PORTLEDGER_STOP_BEGIN_WITHIN: "PT12S",
    PORTLEDGER_STOP_TIME_LIMIT: "PT1S",
    PORTLEDGER_STOP_VERIFY_FOR: "PT0.3S",
  });
  try {
    const count = STEPS.length * TARGETS.length + 3;
    const ports = Array.from({ length: count }, (_, i) => FIRST_PORT + i);
    estate.hosts.write("host1", "/opt/counters.py", COUNTERS(ports));
    estate.hosts.exec("host1", "sh", "-c", "python3 /opt/counters.py >/dev/null 2>&1 </dev/null &");
    const plans: Stop[] = [];
    for (const port of ports) {
      plans.push(await estate.plan(port));
    }
    const cases = STEPS.flatMap((step) => TARGETS.map((target) => ({ target, step }))).map((each, i) => ({
      ...each,
      port: ports[i]!,
      stop: plans[i]!,
    }));
    const began = Date.now();
    for (const each of cases) {
      await play(estate, each);
    }
    // and an agent that comes back when it is too late
    await allIsWell(estate);
    const late = ports.slice(-3).map((port, i) => ({ port, stop: plans.slice(-3)[i]! }));
    const asked = late.map(({ stop }) => request(estate, stop));
    await journaled(estate, late[0]!.stop, "accepted", Date.now() + 30_000);
    estate.hosts.exec("host1", "systemctl", "kill", "--signal=KILL", "portledger-agent.service");
    estate.hosts.exec("host1", "systemctl", "stop", "portledger-agent.service");
    const back = Date.now() + 13_000;
    await expect.poll(() => Date.now() > back, { timeout: 20_000 }).toBe(true);
    estate.hosts.exec("host1", "systemctl", "start", "portledger-agent.service");
    await Promise.all(asked);
    await allIsWell(estate);

    const rows = [...cases, ...late.map((each) => ({ ...each, target: "agent", step: "back too late" }))];
    const told = [];
    let twice = 0;
    let tooLate = 0;
    let lost = 0;
    for (const { target, step, port, stop } of rows) {
      await expect
        .poll(async () => (await estate.stop(stop)).state, { timeout: 90_000, message: `${target} at ${step} settles` })
        .toBe("SETTLED");
      const end = await estate.stop(stop);
      const outcome = end.outcome!.is;
      const at = terms(estate, port);
      const done = !["expired", "aborted", "refused"].includes(outcome);
      const audit = await estate.audited(stop);
      twice += at.length > 1 || (at.length > 0 && !done) ? 1 : 0;
      tooLate += at.filter((time) => time * 1000 > Date.parse(end.deadline!)).length;
      lost += outcome === "unknown" || !audit.some((action) => ["stop.settled", "stop.refused"].includes(action)) ? 1 : 0;
      told.push(`${step.padEnd(15)} ${target.padEnd(9)} SIGTERMs ${at.length}  ${outcome}`);
    }
    console.log(`crash matrix, ${Math.round((Date.now() - began) / 1000)} s:\n${told.join("\n")}`);
    console.log(`double ${twice}, late ${tooLate}, lost ${lost}`);
    expect({ twice, tooLate, lost }).toEqual({ twice: 0, tooLate: 0, lost: 0 });
  } finally {
    const journal = estate.hosts.exec("host1", "journalctl", "--no-pager", "-n", "400", "-u", "portledger-agent");
    await test.info().attach("journal of host1", { body: journal, contentType: "text/plain" });
    await estate.down();
  }
});
