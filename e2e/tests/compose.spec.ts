import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";
import { clone } from "../lib/folders.ts";
import { freePort } from "../lib/portledger.ts";

// The composition as an operator starts it, by a real container engine of its own, on base images made of Debian packages.
test.skip(process.getuid?.() !== 0, "needs root: it starts a container engine");

test("docker-compose brings up database, server and an agent that sees this machine", async () => {
  test.setTimeout(600_000); // the first time, the base images are made from packages
  const run = promisify(execFile)(join(clone, "deploy", "try", "run"), {
    env: { ...process.env, PORTLEDGER_PORT: String(await freePort()) },
    maxBuffer: 64 << 20,
  });
  const { stdout } = await run;
  for (const step of ["the page answers", "the administrator is let in", "the host's own listeners are listed"]) {
    expect(stdout).toContain(`${step}: yes`);
  }
});
