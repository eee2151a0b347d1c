import { spawn } from "node:child_process";
import { once } from "node:events";
import type { APIRequestContext } from "@playwright/test";
import { Console } from "../lib/console.ts";
import { listenersBySs, socketLine } from "../lib/ss.ts";
import { expect, test } from "../lib/test.ts";

interface Listener {
  holdingId: string;
  protocol: string;
  address: string;
  device?: string;
  port: number;
  /** Whether it is in the network that ss shows. */
  network: "HOST" | "OTHER";
  holders: { list: { process: { pid: number } }[] };
}

async function allListeners(request: APIRequestContext): Promise<Listener[]> {
  const items: Listener[] = [];
  for (let cursor: string | undefined = ""; cursor !== undefined; ) {
    const page = await request.get("/api/listeners", { params: { limit: 200, ...(cursor ? { cursor } : {}) } });
    expect(page.status()).toBe(200);
    const body = (await page.json()) as { items: Listener[]; nextCursor?: string };
    items.push(...body.items);
    cursor = body.nextCursor;
  }
  return items;
}

const lines = (listeners: Listener[]) =>
  listeners
    .map((l) =>
      socketLine(
        l.protocol,
        l.address,
        l.device,
        l.port,
        l.holders.list.map((holder) => holder.process.pid),
      ),
    )
    .sort();

test("this machine's listeners are what ss says, and are on the Ports page", async ({ signedIn: page, workload }) => {
  const mine = workload("ledger-ss");
  for (let n = 0; n < 5; n++) {
    await mine.listen();
  }

  // a listener may come or go between two looks; what has to agree is one moment of both
  await expect(async () => {
    const before = listenersBySs();
    const seen = lines((await allListeners(page.request)).filter((listener) => listener.network === "HOST"));
    expect(listenersBySs()).toEqual(before);
    expect(seen).toEqual(before);
  }).toPass({ timeout: 20_000 });

  await page.goto("/ports?q=ledger-ss");
  const grid = page.getByRole("grid", { name: "Listeners" });
  const rows = grid.locator("[data-holding]");
  await expect(rows).toHaveCount(5);
  const shown = await rows.evaluateAll((all) => all.map((row) => row.getAttribute("data-holding")).sort());
  const own = (await allListeners(page.request)).filter((l) => l.holders.list.some((h) => h.process.pid === mine.pid));
  expect(shown).toEqual(own.map((l) => l.holdingId).sort());
});

test("a process is found by port, by name and by user, and its page says who holds the port", async ({ signedIn: page, workload }) => {
  const mine = workload("ledger-find");
  const { port } = await mine.listen();
  const console = new Console(page);
  await page.goto("/ports");
  for (const words of [`port:${port}`, "ledger-find", `${port} process:ledger-find`]) {
    await console.search(words);
    await expect(console.row(port)).toContainText(`${mine.pid}`);
    await page.getByRole("button", { name: "Clear all filters" }).first().click();
  }

  await console.search(`port:${port}`);
  await console.portLink(port).click();
  await expect(page.getByRole("heading", { level: 1, name: new RegExp(`^tcp/${port} on `) })).toBeVisible();
  await expect(page.getByRole("group", { name: "State", exact: true })).toContainText("Held");
  await expect(page.getByText("ledger-find").first()).toBeVisible();
  await expect(page.getByText(String(mine.pid)).first()).toBeVisible();
});

test("the same port in another network is another listener, and leaves the host's free", async ({ signedIn: page, workload }) => {
  test.skip(process.getuid?.() !== 0, "needs root: a network namespace is made and looked into");
  const mine = workload("ledger-here");
  const { port } = await mine.listen();
  const program = `import socket, sys
there = socket.create_server(("0.0.0.0", ${port}))
print("listening", flush=True)
sys.stdin.read()`;
  const elsewhere = spawn("unshare", ["--net", "python3", "-c", program], { stdio: ["pipe", "pipe", "inherit"] });
  try {
    await once(elsewhere.stdout, "data");
    await page.goto(`/ports?q=port:${port}`);
    const rows = page.getByRole("grid", { name: "Listeners" }).locator("[data-holding]");
    await expect(rows).toHaveCount(2);
    await expect(rows.filter({ hasText: "ledger-here" })).not.toContainText("network namespace");
    await expect(rows.filter({ hasText: "python3" })).toContainText("in network namespace");

    mine.close(port);
    await expect(rows).toHaveCount(1);
    await new Console(page).portLink(port).click();
    await expect(page.getByText("Nothing in the host's own network; in other networks:")).toBeVisible();
  } finally {
    elsewhere.stdin.end();
    await once(elsewhere, "close");
  }
  await expect(page.getByText("Nothing in the host's own network; in other networks:")).toHaveCount(0);
});
