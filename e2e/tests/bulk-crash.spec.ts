import { expect, test } from "@playwright/test";
import { type BulkStop, Estate } from "../lib/estate.ts";
import { allAreWell, count, journal, kill, TARGETS, terms, until, type Target } from "../lib/kills.ts";

// kill -9 of agents, server and database in the middle of bulk stops over real systemd hosts.
test.skip(process.getuid?.() !== 0, "needs root: real systemd hosts are namespaces of this machine");

const HOSTS = ["host1", "host2", "host3"] as const;
const TIME_LIMIT = 1; // seconds
const VERIFY_FOR = 0.3; // seconds
const PAUSE = 6; // seconds

/** Where a bulk stop is when the kill comes, and its course. One kill meets all four, each with a port of its own on every host. */
const POINTS = {
  "between two waves": { waveSize: 1, pause: `PT${PAUSE}S` },
  "within a wave": { waveSize: 2 },
  "while a line fails": { waveSize: 2, lines: ["host1", "host3", "host2"] },
  "when it is asked for": { waveSize: 3 },
} as const;
type Point = keyof typeof POINTS;

interface Case {
  target: Target;
  point: Point;
  port: number;
  hosts: readonly string[];
  bulk: BulkStop;
}

const FIRST_PORT = 7100;

async function planned(estate: Estate, target: Target, point: Point, port: number): Promise<Case> {
  const { lines: hosts, ...course } = { lines: HOSTS, ...POINTS[point] };
  return { target, point, port, hosts, bulk: await estate.planBulk(port, hosts, course) };
}

/** Brings each of the four to its point, and kills. */
async function play(estate: Estate, target: Target, cases: Record<Point, Case>): Promise<void> {
  await allAreWell(estate);
  const run = (point: Point) => estate.runBulk(cases[point].bulk, HOSTS.length);
  const isRequesting = (point: Point) => () =>
    journal(estate, "host1", cases[point].bulk.lines[0]!.stop).includes("requesting");

  await run("between two waves");
  const between = cases["between two waves"].bulk;
  await expect.poll(async () => (await estate.bulk(between))?.counts.freed, { timeout: 30_000, intervals: [50] }).toBe(1);
  // one line of the wave is being done, the command of the other one is on its way
  estate.hosts.holdAfter("host2", '"frame":"inspect"');
  await run("within a wave");
  await until("a command is on its way", () => estate.hosts.holdsBack("host2"));
  await until("the other one is being done", isRequesting("within a wave"));
  await run("while a line fails");
  await until("the one that fails is being done", isRequesting("while a line fails"));
  const { wave } = (await estate.bulk(between))!;
  await run("when it is asked for");
  kill(estate, target, HOSTS);
  estate.hosts.release("host2");
  expect(wave, "the pause was long enough to be killed in").toBe(1);
}

/** Seconds that a stop takes here, since the processes stay; an agent that was killed in the middle only looks what came of it. */
const atLeast = (target: Target) => (target === "agent" ? VERIFY_FOR : TIME_LIMIT + VERIFY_FOR);

/** What holds of every bulk stop, whatever was killed: nothing twice, nothing lost, no wave before its time or after a failure. */
async function holds(estate: Estate, { target, point, port, hosts, bulk }: Case, end: BulkStop): Promise<void> {
  expect(end.lines.map(({ hostId }) => hostId)).toEqual(hosts.map((host) => estate.hostIds.get(host)));
  const { freed, failed, skipped } = end.counts;
  expect(freed + failed + skipped).toBe(hosts.length);
  const done = hosts.map((host) => terms(estate, host, port));
  expect(done.map((times) => times.length).filter((times) => times > 1)).toEqual([]);
  const begun: number[] = [];
  for (const [i, { wave, standing, stop }] of end.lines.entries()) {
    const audit = await estate.audited(stop);
    const times = (action: string) => audit.filter((each) => each === action).length;
    if (standing === "SKIPPED") {
      expect(done[i]).toEqual([]);
      expect(audit).toEqual(["stop.planned", "stop.discarded"]);
      continue;
    }
    begun.push(wave);
    expect(stop.state).toBe("SETTLED");
    expect([times("stop.planned"), times("stop.requested")]).toEqual([1, 1]);
    expect(times("stop.settled") + times("stop.refused")).toBe(1);
    expect(times("stop.sent")).toBeGreaterThan(0);
    expect(audit.indexOf("stop.sent")).toBeGreaterThan(audit.indexOf("stop.requested"));
    if (["aborted", "expired", "refused"].includes(stop.outcome!.is)) {
      expect(done[i]).toEqual([]);
    }
    // what came before is over: it took its time, and the pause after it as well
    const earlier = end.lines.flatMap((line, at) => (line.wave === wave - 1 ? done[at]! : []));
    const gap = atLeast(target) + (point === "between two waves" ? PAUSE : 0);
    earlier.forEach((before) => done[i]!.forEach((time) => expect(time - before).toBeGreaterThanOrEqual(gap)));
  }
  const lastWave = Math.max(...begun);
  expect(end.wave).toBe(lastWave);
  expect(failed > 0).toBe(end.halted !== undefined);
  // without a failure it went through all of its lines; with one, no further wave has begun
  if (failed === 0) {
    expect([lastWave, skipped]).toEqual([end.waves, 0]);
  }
  end.lines.filter(({ standing }) => standing === "FAILED").forEach(({ wave }) => expect(wave).toBe(lastWave));
  expect(await estate.audited(bulk)).toEqual([
    "bulk.planned",
    "bulk.requested",
    ...Array.from({ length: lastWave }, () => "bulk.wave_began"),
    ...(failed > 0 ? ["bulk.halted"] : []),
    "bulk.settled",
  ]);
}

test("bulk stops go on after a kill as they were, in the middle of a wave and between two", async () => {
  test.setTimeout(600_000);
  const started = Date.now();
  const env = {
    PORTLEDGER_STOP_PLAN_VALID_FOR: "PT15M",
    PORTLEDGER_STOP_BEGIN_WITHIN: "PT60S", // longer than a server takes to start
    PORTLEDGER_STOP_TIME_LIMIT: `PT${TIME_LIMIT}S`,
    PORTLEDGER_STOP_VERIFY_FOR: `PT${VERIFY_FOR}S`,
  };
  const estate = await Estate.up("bulk-crash", env, HOSTS.length);
  try {
    const points = Object.keys(POINTS) as Point[];
    const portOf = (target: Target, point: Point) =>
      FIRST_PORT + TARGETS.indexOf(target) * points.length + points.indexOf(point);
    const ports = TARGETS.flatMap((target) => points.map((point) => portOf(target, point)));
    const failing = TARGETS.map((target) => portOf(target, "while a line fails"));
    for (const host of HOSTS) {
      count(estate, host, ports, host === "host1" ? ports.filter((port) => !failing.includes(port)) : ports);
    }
    const all: Case[] = [];
    for (const target of TARGETS) {
      for (const point of points) {
        all.push(await planned(estate, target, point, portOf(target, point)));
      }
    }
    const began = Date.now();
    const told = [];
    for (const target of TARGETS) {
      const cases = all.filter((each) => each.target === target);
      await play(estate, target, Object.fromEntries(cases.map((each) => [each.point, each])) as Record<Point, Case>);
      for (const each of cases) {
        await expect
          .poll(async () => (await estate.bulk(each.bulk))?.state, {
            timeout: 120_000,
            message: `${target} killed ${each.point}: it is over`,
          })
          .toBe("SETTLED");
        const end = (await estate.bulk(each.bulk))!;
        const { freed, failed, skipped } = end.counts;
        told.push(
          `${target.padEnd(9)} ${each.point.padEnd(21)} wave ${end.wave} of ${end.waves}, freed ${freed}, failed ${failed}, skipped ${skipped}` +
            (end.halted === undefined ? "" : `: ${end.halted}`),
        );
        await test.step(told.at(-1)!, () => holds(estate, each, end));
        if (each.point === "while a line fails") {
          expect(end.halted).toMatch(/^\d lines? ha(s|ve) failed$/);
          expect(end.lines.at(-1)!.standing).toBe("SKIPPED");
          expect(target === "agent" || end.counts.freed === 1, "the other line of its wave is done").toBe(true);
        } else if (target !== "agent" || each.point === "between two waves") {
          // nothing that was killed had begun to act, so nothing is left undone
          expect(end.counts).toMatchObject({ freed: HOSTS.length, failed: 0, skipped: 0 });
        }
      }
    }
    const seconds = (since: number) => Math.round((Date.now() - since) / 1000);
    console.log(`bulk stops, ${seconds(began)} s, ${seconds(started)} s with the start of all:\n${told.join("\n")}`);
    const verified = await (await estate.api.get("/api/audit/verify")).json();
    expect(verified.firstBad).toBeUndefined();
    expect(verified.verifiedUntil).toBe(verified.entries);
  } finally {
    for (const host of HOSTS) {
      const body = estate.hosts.exec(host, "journalctl", "--no-pager", "-n", "200", "-u", "portledger-agent");
      await test.info().attach(`journal of ${host}`, { body, contentType: "text/plain" });
    }
    await test.info().attach("server", { body: estate.portledger.log("server").slice(-50_000), contentType: "text/plain" });
    await estate.down();
  }
});
