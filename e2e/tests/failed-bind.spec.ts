import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { clone, out } from "../lib/folders.ts";
import { expect, test } from "../lib/test.ts";

// A real claimant, a real holder, the agent's own programs in the kernel; what the console shows within a second or so.
test.skip(process.getuid?.() !== 0, "needs root: the agent sees failed binds by programs in the kernel");

const CLAIM = `
import socket, sys
claim = socket.socket()
try:
    claim.bind(("127.0.0.1", int(sys.argv[1])))
except OSError as refused:
    print(refused.errno, flush=True)
sys.stdin.read()
`;

/** Fails to bind some milliseconds after its start, so that no two fall into the same moment of the agent's and the browser's pace. */
const TIMED_CLAIM = `
import socket, sys, time
claim = socket.socket()
time.sleep(int(sys.argv[2]) / 1000)
try:
    claim.bind(("127.0.0.1", int(sys.argv[1])))
except OSError:
    print(int(time.time() * 1000), flush=True)
sys.stdin.read()
`;

test("a failed bind is on the inbox, with who wanted the port and who has it", async ({ signedIn: page, workload }) => {
  const holder = workload("holds-it");
  const { port } = await holder.listen();
  await page.goto(`/conflicts?q=${port}`);
  const claimant = spawn("python3", ["-c", CLAIM, String(port)], { stdio: ["pipe", "pipe", "inherit"] });
  try {
    const [refused] = (await once(claimant.stdout, "data")) as [Buffer];
    expect(refused.toString().trim()).toBe("98");
    const row = page.locator("[data-failed]").filter({ hasText: `python3 · ${claimant.pid}` });
    await expect(row).toContainText(`holds-it · ${holder.pid}`);
    await row.getByRole("button", { expanded: false }).first().click();
    await expect(row).toContainText(`kill -TERM -- ${holder.pid}`);
  } finally {
    claimant.stdin.end();
    await once(claimant, "close");
  }
});

// What is asked of is 300 ms at p99, which docs/benchmarks.md has of a quiet machine (PORTLEDGER_SAMPLES=300); in the suite the median is held to it.
test("a failed bind is on screen within 300 ms", async ({ signedIn: page, workload }) => {
  const samples = Number(process.env.PORTLEDGER_SAMPLES ?? 40);
  test.setTimeout(60_000 + samples * 3_000);
  const holder = workload("holds-many");
  await page.goto("/conflicts");
  await expect(page.getByRole("heading", { level: 1, name: "Conflicts" })).toBeVisible();
  await expect(page.getByRole("group", { name: "Live state" })).toContainText("live");

  const latencies: number[] = [];
  for (let n = 0; n < samples; n++) {
    const { port } = await holder.listen();
    const appeared = page.evaluate(
      (address) =>
        new Promise<number>((resolve) => {
          const rows = () => [...document.querySelectorAll<HTMLElement>("[data-failed]")];
          const before = new Set(rows().map((row) => row.dataset["failed"]));
          const observer = new MutationObserver(() => {
            if (rows().some((row) => !before.has(row.dataset["failed"]) && row.textContent?.includes(address))) {
              observer.disconnect();
              resolve(Date.now());
            }
          });
          observer.observe(document.body, { subtree: true, childList: true, characterData: true });
        }),
      `tcp/${port} on`,
    );
    const claimant = spawn("python3", ["-c", TIMED_CLAIM, String(port), String((n * 137) % 1000)], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const [refusedAt] = (await once(claimant.stdout, "data")) as [Buffer];
    latencies.push((await appeared) - Number(refusedAt.toString()));
    claimant.stdin.end();
    await once(claimant, "close");
    // the holder keeps the port: on one that is given out again the next failure would be one more of the same series
  }

  latencies.sort((a, b) => a - b);
  const quantile = (q: number) => latencies[Math.ceil(q * samples) - 1]!;
  const figures = { samples, p50Ms: quantile(0.5), p95Ms: quantile(0.95), p99Ms: quantile(0.99), maxMs: latencies.at(-1)! };
  writeFileSync(out("failed-bind-live.json"), `${JSON.stringify(figures)}\n`);
  process.stdout.write(`a failed bind on screen: ${JSON.stringify(figures)}\n`);
  expect(latencies[0]).toBeGreaterThan(0);
  expect(figures.p50Ms).toBeLessThanOrEqual(300);
});

test("why and check say the same at the terminal, and check's exit status is for scripts", async ({ workload }) => {
  const holder = workload("holds-too");
  const { port } = await holder.listen();
  const agent = (...args: string[]) => {
    try {
      return { status: 0, output: execFileSync(join(clone, "portledger"), ["agent", ...args], { encoding: "utf8" }) };
    } catch (failure) {
      const { status, stdout } = failure as { status: number; stdout: string };
      return { status, output: stdout };
    }
  };
  expect(agent("why", String(port))).toEqual({ status: 0, output: expect.stringContaining(`kill -TERM -- ${holder.pid}`) });
  expect(agent("check", `127.0.0.1:${port}`)).toEqual({ status: 1, output: expect.stringContaining("would not bind: EADDRINUSE") });
  holder.close(port);
  await expect.poll(() => agent("check", `127.0.0.1:${port}`)).toEqual({ status: 0, output: expect.stringContaining("would bind") });
  expect(agent("check", "nonsense").status).toBe(64);
});
