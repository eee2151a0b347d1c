import { Console } from "../lib/console.ts";
import { expect, test } from "../lib/test.ts";

test("a wrong password is refused, the right one leads to the page that was asked for", async ({ page, portledger }) => {
  const console = new Console(page);
  await page.goto("/hosts");
  await expect(page.getByRole("heading", { name: "Sign in to Portledger" })).toBeVisible();

  await console.signIn("not the password");
  await expect(page.getByRole("alert").filter({ hasText: "User name or password is wrong" })).toBeVisible();

  await console.signIn(portledger.password);
  await expect(page.getByRole("heading", { level: 1, name: "Hosts" })).toBeVisible();
  await expect(page).toHaveURL(/\/hosts$/);
});

test("signing out ends the session", async ({ signedIn: page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Account: admin" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in to Portledger" })).toBeVisible();
  expect((await page.request.get("/api/session")).status()).toBe(401);
});
