import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { clone } from "../lib/folders.ts";
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
