import { expect, test } from "@playwright/test";
import { Estate, type Stop } from "../lib/estate.ts";
import { allAreWell, count, freeze, journal, kill, TARGETS, terms, until, type Target } from "../lib/kills.ts";

// kill -9 of agent, server and database at every step of a stop: real processes, a real PostgreSQL, real systemd hosts.
test.skip(process.getuid?.() !== 0, "needs root: real systemd hosts are namespaces of this machine");

/**
 * In their order. Those behind the second are lines of the agent's journal: the kill comes when the line is there. Each has a host of its
 * own, on which stops get there and no further, so that one kill meets them all: what takes long is that a server starts again.
 */
const STEPS = ["planned", "on its way", "accepted", "requesting", "settled", "told"] as const;
type Step = (typeof STEPS)[number];

const hostOf = (step: Step) => `host${STEPS.indexOf(step) + 1}`;

interface Case {
  target: Target | "nobody";
  step: Step | "on its way, late";
  host: string;
  port: number;
  stop: Stop;
}

/** The port of each target on each host, and behind them that of the one that comes late. */
const FIRST_PORT = 7000;
const LATE_PORT = FIRST_PORT + TARGETS.length;

/** As a person would: again, until it is said that it was taken or that it is no longer open. */
async function request(estate: Estate, { stopId }: Stop): Promise<void> {
  await expect(async () => {
    const answer = await estate.api.post(`/api/stops/${stopId}/run`, { data: { reason: "crash matrix" }, timeout: 10_000 });
    const text = await answer.text();
    expect(answer.status() === 202 || text.includes("stop_state_conflict"), `${answer.status()} ${text}`).toBe(true);
  }).toPass({ timeout: 60_000, intervals: [100] });
}

/** Requests it, and has the command wait between server and host. */
async function heldBack(estate: Estate, host: string, stop: Stop): Promise<{ answered: Promise<void> }> {
  estate.hosts.holdAfter(host, '"frame":"inspect"');
  const answered = request(estate, stop);
  await until("the command is on its way", () => estate.hosts.holdsBack(host));
  return { answered };
}

/** Brings a stop to its step and keeps it there. @returns what lets it go on, and ends when whoever asked for it has an answer */
async function bring(estate: Estate, { step, host, stop }: Case): Promise<() => Promise<void>> {
  if (step === "planned") {
    return () => request(estate, stop);
  }
  if (step === "on its way") {
    const { answered } = await heldBack(estate, host, stop);
    return () => {
      estate.hosts.release(host);
      return answered;
    };
  }
  const answered = request(estate, stop);
  await until(`${step} is in the journal`, () => journal(estate, host, stop).includes(step));
  const thaw = freeze(estate, host);
  return () => {
    thaw();
    return answered;
  };
}

/** Kills it when all stops are where they are to be; each agent when its own is. */
async function play(estate: Estate, target: Target, cases: Case[]): Promise<void> {
  await allAreWell(estate);
  if (target === "agent") {
    await Promise.all(
      cases.map(async (each) => {
        const goOn = await bring(estate, each);
        kill(estate, target, [each.host]);
        await goOn();
      }),
    );
    return;
  }
  const goOn = await Promise.all(cases.map((each) => bring(estate, each)));
  kill(estate, target, []);
  await Promise.all(goOn.map((go) => go()));
}

test("the crash matrix: nothing twice, nothing late, nothing lost", async () => {
  test.setTimeout(900_000);
  const started = Date.now();
  const estate = await Estate.up(
    "crash",
    {
      PORTLEDGER_STOP_PLAN_VALID_FOR: "PT15M",
      PORTLEDGER_STOP_BEGIN_WITHIN: "PT12S",
      PORTLEDGER_STOP_TIME_LIMIT: "PT1S",
      PORTLEDGER_STOP_VERIFY_FOR: "PT0.3S",
    },
    STEPS.length,
  );
  try {
    const ports = [...TARGETS.map((_, i) => FIRST_PORT + i), LATE_PORT];
    for (const host of estate.hostIds.keys()) {
      count(estate, host, ports);
    }
    const plan = async (target: Case["target"], step: Case["step"], host: string, port: number): Promise<Case> => ({
      target,
      step,
      host,
      port,
      stop: await estate.plan(port, host),
    });
    const cases = await Promise.all(
      STEPS.flatMap((step) => TARGETS.map((target, i) => plan(target, step, hostOf(step), FIRST_PORT + i))),
    );
    const late = await plan("nobody", "on its way, late", hostOf("planned"), LATE_PORT);
    const began = Date.now();
    for (const target of TARGETS) {
      await play(estate, target, cases.filter((each) => each.target === target));
    }
    // and a command that is on its way for longer than it may
    await allAreWell(estate);
    const { answered } = await heldBack(estate, late.host, late.stop);
    await answered;
    const deadline = Date.parse((await estate.stop(late.stop)).deadline!);
    await expect.poll(() => Date.now() > deadline, { timeout: 20_000 }).toBe(true);
    estate.hosts.release(late.host);

    const told = [];
    let twice = 0;
    let tooLate = 0;
    let lost = 0;
    for (const { target, step, host, port, stop } of [...cases, late]) {
      await expect
        .poll(async () => (await estate.stop(stop)).state, { timeout: 90_000, message: `${target} at ${step} settles` })
        .toBe("SETTLED");
      const end = await estate.stop(stop);
      const outcome = end.outcome!.is;
      const at = terms(estate, host, port);
      const done = !["expired", "aborted", "refused"].includes(outcome);
      const audit = await estate.audited(stop);
      twice += at.length > 1 || (at.length > 0 && !done) ? 1 : 0;
      tooLate += at.filter((time) => time * 1000 > Date.parse(end.deadline!)).length;
      lost += outcome === "unknown" || !audit.some((action) => ["stop.settled", "stop.refused"].includes(action)) ? 1 : 0;
      told.push(`${step.padEnd(17)} ${target.padEnd(9)} SIGTERMs ${at.length}  ${outcome}`);
    }
    const seconds = (since: number) => Math.round((Date.now() - since) / 1000);
    console.log(`crash matrix, ${seconds(began)} s, ${seconds(started)} s with the start of all:\n${told.join("\n")}`);
    console.log(`double ${twice}, late ${tooLate}, lost ${lost}`);
    expect(told).toHaveLength(STEPS.length * TARGETS.length + 1);
    expect(told.at(-1)).toContain("SIGTERMs 0  expired");
    expect({ twice, tooLate, lost }).toEqual({ twice: 0, tooLate: 0, lost: 0 });
  } finally {
    for (const host of estate.hostIds.keys()) {
      const body = estate.hosts.exec(host, "journalctl", "--no-pager", "-n", "200", "-u", "portledger-agent");
      await test.info().attach(`journal of ${host}`, { body, contentType: "text/plain" });
    }
    await estate.down();
  }
});
