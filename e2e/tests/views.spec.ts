import { Console } from "../lib/console.ts";
import { expect, test } from "../lib/test.ts";

test("filters, a port's range and a stop's drawer survive a reload, Back and a pasted link", async ({
  signedIn: page,
  workload,
  context,
}) => {
  const mine = workload("ledger-views");
  const { port } = await mine.listen();
  const console = new Console(page);

  await page.goto("/ports");
  await console.search(`port:${port} ledger-views`);
  await expect(console.row(port)).toBeVisible();
  const filtered = page.url();
  await page.reload();
  await expect(console.row(port)).toBeVisible();

  await console.portLink(port).click();
  await page.getByRole("button", { name: "7 d" }).click();
  await page.getByRole("button", { name: "Table" }).click();
  const table = page.getByRole("table", { name: `Holdings of tcp/${port}` });
  await expect(table).toContainText("ledger-views");
  const history = page.url();
  await page.reload();
  await expect(table).toContainText("ledger-views");
  await expect(page.getByRole("button", { name: "7 d" })).toHaveAttribute("aria-pressed", "true");

  await page.goBack();
  while (page.url() !== filtered) {
    await page.goBack();
  }
  await expect(console.row(port)).toBeVisible();

  await console.stopButton("ledger-views", mine.pid).click();
  await expect(console.drawer.getByRole("heading", { name: "Plan" })).toBeVisible();
  await expect(page).toHaveURL(/[?&]stop=/);
  const planned = page.url();

  const pasted = await context.newPage();
  await pasted.goto(history);
  await expect(pasted.getByRole("table", { name: `Holdings of tcp/${port}` })).toContainText("ledger-views");
  await pasted.goto(planned);
  await expect(new Console(pasted).drawer.getByRole("heading", { name: "Plan" })).toBeVisible();
  expect(await canStillRun(mine.pid)).toBe(true);
});

test("the host's timeline tells who held its ports, as a picture, as a table and over the API", async ({
  signedIn: page,
  workload,
}) => {
  const mine = workload("ledger-lanes");
  const { port } = await mine.listen();
  await page.goto(`/ports?port=${port}`);
  const console = new Console(page);
  await console.row(port).getByRole("link", { name: /^(?!tcp|\d)/ }).click();
  await page.getByRole("tab", { name: "Timeline" }).click();
  await page.getByRole("button", { name: "1 h" }).click();
  const picture = page.getByRole("img", { name: /^Timeline of \d+ endpoints/ });
  await expect(picture).toBeVisible();

  await page.getByRole("button", { name: "Table" }).click();
  const table = page.getByRole("table", { name: "Holdings of this host" });
  const ofPort = { has: page.getByRole("link", { name: `tcp/${port}`, exact: true }) };
  // the holder may have become known only at a later look: a holding of its own, the latest of which is first
  const row = table.getByRole("row").filter(ofPort).filter({ hasText: "ledger-lanes" }).first();
  await expect(row).toContainText("ledger-lanes");
  await expect(row).toContainText("still held");
  await page.reload();
  await expect(row).toContainText("ledger-lanes");

  mine.close(port);
  await expect(row).not.toContainText("still held");

  // what changed last is the first lane, and a click on it leads to the port at that time
  const hostId = new URL(page.url()).pathname.split("/")[2];
  const { lanes } = (await (await page.request.get(`/api/hosts/${hostId}/holdings`)).json()) as {
    lanes: { port: number; holdings: { ended?: { how: string } }[] }[];
  };
  const lane = lanes.findIndex((one) => one.port === port);
  expect(lanes[lane]?.holdings.at(-1)?.ended).toBeDefined();
  await page.getByRole("button", { name: "Timeline", exact: true }).click();
  const { width } = (await picture.boundingBox())!;
  await picture.click({ position: { x: width - 40, y: 24 + 26 * lane + 13 } });
  await expect(page).toHaveURL(/\/ports\/(tcp|udp)\/\d+\?at=.*&range=1h/);
  await expect(page.getByRole("heading", { level: 1, name: new RegExp(`^(tcp|udp)/\\d+ on `) })).toBeVisible();
});

test("the host's findings name a server on a port that a client may take", async ({ signedIn: page, workload }) => {
  const mine = workload("ledger-hygiene");
  const { port } = await mine.listen(); // any free port is an ephemeral one
  await page.goto(`/ports?port=${port}`);
  const console = new Console(page);
  await console.row(port).getByRole("link", { name: /^(?!tcp|\d)/ }).click();
  await page.getByRole("tab", { name: "Findings" }).click();
  const finding = page
    .getByRole("list", { name: "Findings" })
    .locator("[data-finding=listener_in_ephemeral_range]")
    .filter({ has: page.getByRole("link", { name: `tcp/${port}`, exact: true }) });
  await expect(finding).toContainText(`pid ${mine.pid}`);
  await expect(finding).toContainText("sysctl net.ipv4.ip_local_reserved_ports");
  await finding.getByRole("link", { name: `tcp/${port}`, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: new RegExp(`^tcp/${port} on `) })).toBeVisible();
  await page.goBack();
  await expect(finding).toContainText(`pid ${mine.pid}`);
});

test("what does not exist is said with its code, not with an empty page", async ({ signedIn: page }) => {
  await page.goto("/no/such/page");
  await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();

  const nobody = "00000000-0000-4000-8000-000000000000";
  for (const [path, status, code] of [
    [`/api/hosts/${nobody}`, 404, "host_not_found"],
    [`/api/hosts/${nobody}/ports/tcp/8080`, 404, "host_not_found"],
    [`/api/hosts/${nobody}/holdings`, 404, "host_not_found"],
    [`/api/hosts/${nobody}/ports/tcp/99999`, 400, "port_invalid"],
    ["/api/listeners?at=yesterday", 400, "time_invalid"],
    ["/api/listeners?port=banana", 400, "port_invalid"],
  ] as const) {
    const answer = await page.request.get(path);
    expect([path, answer.status(), (await answer.json()).code]).toEqual([path, status, code]);
  }
  await page.goto(`/hosts/${nobody}`);
  await expect(page.getByText("host_not_found").first()).toBeVisible();
});

async function canStillRun(pid: number): Promise<boolean> {
  return process.kill(pid, 0);
}
