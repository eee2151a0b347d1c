import { expect, test } from "@playwright/test";
import { Estate } from "../lib/estate.ts";

const PAIRS = Number(process.env.PAIRS ?? 31);
const PORT = 8099;

/** Times `systemctl stop` on the host, as somebody would who has a shell there already. */
const BY_HAND = `import subprocess, time
t = time.perf_counter()
subprocess.run(["systemctl", "stop", "bench.service"], check=True)
print((time.perf_counter() - t) * 1000)`;

function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!;
}

test("how long a stop takes from the click to freed, beyond systemctl stop itself", async () => {
  test.setTimeout(900_000);
  const estate = await Estate.up("stop-time");
  try {
    estate.units({
      "bench.service": `[Service]\nExecStart=/usr/bin/python3 -m http.server ${PORT}\nRestart=always\n`,
    });
    const start = async () => {
      estate.hosts.exec("host1", "systemctl", "start", "bench.service");
      await expect
        .poll(() => estate.hosts.exec("host1", "ss", "-lntH", `sport = :${PORT}`), { intervals: [50] })
        .not.toBe("");
    };
    const beyond: number[] = [];
    const whole: number[] = [];
    const byHand: number[] = [];
    for (let pair = 0; pair < PAIRS + 2; pair++) {
      await start();
      const hand = Number(estate.hosts.exec("host1", "python3", "-c", BY_HAND));
      await start();
      const plan = await estate.plan(PORT);
      const from = performance.now();
      await estate.run(plan);
      let outcome: string | undefined;
      while (outcome === undefined) {
        outcome = (await estate.stop(plan)).outcome?.is;
      }
      const took = performance.now() - from;
      expect(outcome).toBe("freed");
      if (pair >= 2) {
        // the first two warm both up
        byHand.push(hand);
        whole.push(took);
        beyond.push(took - hand);
      }
    }
    for (const [name, values] of Object.entries({ "systemctl stop": byHand, "click to freed": whole, beyond })) {
      console.log(
        `${name.padEnd(15)} median ${percentile(values, 0.5).toFixed(0)} ms, p95 ${percentile(values, 0.95).toFixed(0)} ms, ` +
          `most ${Math.max(...values).toFixed(0)} ms (${values.length} pairs)`,
      );
    }
  } finally {
    await estate.down();
  }
});
