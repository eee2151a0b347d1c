import { rmSync } from "node:fs";
import { expect, test as base, type Page } from "@playwright/test";
import { temporary } from "./folders.ts";
import { freePort, Portledger } from "./portledger.ts";
import { Workload } from "./workload.ts";

interface Fixtures {
  /** Starts a process that listens, gone when the test is over. */
  workload: (name: string, options?: { stubborn?: boolean }) => Workload;
  /** A page whose session was opened without going through the form. */
  signedIn: Page;
}

interface WorkerFixtures {
  portledger: Portledger;
}

/** Tests with one running Portledger, shared by all that do not end it. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  portledger: [
    async ({}, use) => {
      const data = temporary("data");
      const portledger = await Portledger.up({ data, port: await freePort() });
      await use(portledger);
      await portledger.end();
      rmSync(data, { recursive: true });
    },
    { scope: "worker", timeout: 240_000 },
  ],
  baseURL: async ({ portledger }, use) => use(portledger.address),
  workload: async ({}, use) => {
    const started: Workload[] = [];
    await use((name, options) => {
      const workload = Workload.start(name, options);
      started.push(workload);
      return workload;
    });
    started.forEach((workload) => workload.discard());
  },
  signedIn: async ({ page, portledger }, use, testInfo) => {
    const answer = await page.request.post("/api/session", {
      form: { j_username: "admin", j_password: portledger.password },
    });
    expect(answer.status()).toBe(200);
    await use(page);
    if (testInfo.status !== testInfo.expectedStatus) {
      for (const part of ["agent", "server"]) {
        console.log(`the last words of the ${part}:\n${portledger.log(part).split("\n").slice(-20).join("\n")}`);
      }
    }
  },
});

export { expect };
