import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, type Page } from "@playwright/test";
import { temporary } from "../lib/folders.ts";
import { freePort, Portledger } from "../lib/portledger.ts";
import { IdentityProvider } from "../lib/provider.ts";

const SECRET = "a secret of at least thirty-two characters";

interface Scene {
  up: Portledger;
  provider: IdentityProvider;
  data: string;
}

async function start(): Promise<Scene> {
  const data = temporary("oidc");
  const port = await freePort();
  const provider = await IdentityProvider.start(
    { id: "portledger", secret: SECRET, redirect: `http://127.0.0.1:${port}/api/session/oidc/callback` },
    {
      olga: { groups: ["ops", "everybody"], email: "olga@example.com" },
      admin: { groups: [], email: "admin@example.com" },
    },
  );
  const settings = join(data, "oidc.properties");
  writeFileSync(
    settings,
    [
      `portledger.oidc.issuer=${provider.issuer}`,
      `portledger.oidc.client-secret=${SECRET}`,
      "portledger.oidc.name=the test provider",
      "portledger.oidc.grants.ops=operator env=prod; viewer",
    ].join("\n"),
  );
  const up = await Portledger.up({ data, port, env: { QUARKUS_CONFIG_LOCATIONS: settings } });
  return { up, provider, data };
}

/** From the sign-in page of Portledger through those of the provider. */
async function signIn(page: Page, name: string): Promise<void> {
  await page.getByRole("link", { name: "Sign in with the test provider" }).click();
  await page.getByPlaceholder("Enter any login").fill(name);
  await page.getByPlaceholder("and password").fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}

test.describe.configure({ timeout: 240_000 });

test("people sign in at a real identity provider, with the roles that it claims", async ({ browser }) => {
  const { up, provider, data } = await start();
  try {
    const olga = await (await browser.newContext({ baseURL: up.address })).newPage();
    await olga.goto("/hosts");
    await signIn(olga, "olga");
    // back at the page that was asked for
    await expect(olga.getByRole("heading", { level: 1, name: "Hosts" })).toBeVisible();
    await expect(olga).toHaveURL(/\/hosts$/);
    const session = await (await olga.request.get("/api/session")).json();
    expect(session).toMatchObject({ userName: "olga", roles: ["operator", "viewer"] });
    await olga.goto("/settings/account");
    await expect(olga.getByText(/You are olga by http.*operator on env=prod; viewer everywhere/)).toBeVisible();

    // to be called admin there is not to be the admin here
    const other = await (await browser.newContext({ baseURL: up.address })).newPage();
    await other.goto("/");
    await signIn(other, "admin");
    await expect(async () => {
      expect(await (await other.request.get("/api/session")).json()).toMatchObject({ userName: "admin-2", roles: [] });
    }).toPass();

    const admin = await browser.newContext({ baseURL: up.address });
    await admin.request.post("/api/session", { form: { j_username: "admin", j_password: up.password } });
    const { items } = await (await admin.request.get("/api/users")).json();
    const names = (items as { userName: string }[]).map(({ userName }) => userName);
    expect(names).toEqual(["admin", "admin-2", "olga"]);

    // two accounts of one person
    const linked = await admin.request.post("/api/users/admin-2/link", { data: { with: "admin" } });
    expect(linked.status()).toBe(200);
    expect(await (await other.request.get("/api/session")).json()).toMatchObject({
      roles: ["admin", "approver", "operator", "viewer"],
    });

    // who is disabled is out at once, and is not let in again
    expect((await admin.request.post("/api/users/olga/disable")).status()).toBe(200);
    expect((await olga.request.get("/api/session")).status()).toBe(401);
    await olga.goto("/");
    await olga.getByRole("link", { name: "Sign in with the test provider" }).click();
    await expect(olga.getByText("Your account is disabled; an administrator can enable it")).toBeVisible();
    expect((await olga.request.get("/api/session")).status()).toBe(401);

    // signing out ends the session here
    await other.goto("/");
    await other.getByRole("button", { name: "Account: admin-2" }).click();
    await other.getByRole("menuitem", { name: "Sign out" }).click();
    await expect(other.getByRole("heading", { name: "Sign in to Portledger" })).toBeVisible();
    expect((await other.request.get("/api/session")).status()).toBe(401);
  } finally {
    await up.end();
    await provider.stop();
    rmSync(data, { recursive: true });
  }
});

test("a callback that nobody asked for lets nobody in", async ({ browser }) => {
  const { up, provider, data } = await start();
  try {
    const context = await browser.newContext({ baseURL: up.address });
    const forged = await context.request.get("/api/session/oidc/callback?code=made-up&state=made-up", {
      maxRedirects: 0,
    });
    expect(forged.status()).toBeGreaterThanOrEqual(300);
    expect(forged.headers()["set-cookie"] ?? "").not.toContain("portledger-session=");
    expect((await context.request.get("/api/session")).status()).toBe(401);

    // each is a question to the provider: whoever goes on is told to wait, and signs in by a password as before
    const again = () =>
      fetch(`${up.address}/api/session/oidc/callback?code=made-up&state=made-up`, { redirect: "manual" });
    const statuses: number[] = [];
    for (let i = 0; i < 90; i++) {
      statuses.push((await again()).status);
    }
    expect(statuses.indexOf(429)).toBeGreaterThanOrEqual(59);
    const refused = await again();
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ code: "too_many_attempts" });
    const password = await context.request.post("/api/session", {
      form: { j_username: "admin", j_password: up.password },
    });
    expect(password.status()).toBe(200);
  } finally {
    await up.end();
    await provider.stop();
    rmSync(data, { recursive: true });
  }
});
