import { SIZES, violations } from "../lib/looks.ts";
import { expect, test } from "../lib/test.ts";

test("an administrator creates a user by keyboard, who signs in, sees what is allowed, and changes the password", async ({
  signedIn: page,
  browser,
  baseURL,
}) => {
  await page.goto("/settings/users");
  const create = page.getByRole("button", { name: "Create user…" });
  await create.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Create a user" });
  await dialog.getByLabel("User name").fill("Not A Name");
  await page.keyboard.press("Enter");
  await expect(dialog.getByText("user_name_invalid")).toBeVisible();
  await dialog.getByLabel("User name").fill("vera");
  await page.keyboard.press("Enter");
  const password = await dialog.getByRole("textbox", { name: "Password of vera" }).inputValue();
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("table", { name: "Users" }).getByRole("row").filter({ hasText: "vera" })).toContainText(
    "viewer everywhere",
  );

  const vera = await (await browser.newContext({ baseURL: baseURL ?? "" })).newPage();
  await vera.goto("/settings/users");
  await vera.getByLabel("User name").fill("vera");
  await vera.getByLabel("Password").fill(password);
  await vera.getByRole("button", { name: "Sign in" }).click();
  await expect(vera.getByRole("heading", { name: "You may not see the users" })).toBeVisible();
  await expect(vera.getByText("It needs the role admin")).toBeVisible();
  await vera.getByRole("tab", { name: "My account" }).click();
  await vera.getByLabel("Current password").fill(password);
  await vera.getByLabel("New password").fill("short");
  await vera.getByRole("button", { name: "Change password" }).click();
  await expect(vera.getByText("password_invalid")).toBeVisible();
  await vera.getByLabel("New password").fill("correct horse battery");
  await vera.getByRole("button", { name: "Change password" }).click();
  await expect(vera.getByRole("form", { name: "Password" }).getByText("The password is changed.")).toBeVisible();

  // disabling ends what vera has open
  await page.getByRole("button", { name: "Actions for vera" }).click();
  await page.getByRole("menuitem", { name: "Disable…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Disable", exact: true }).click();
  await expect(page.getByRole("table", { name: "Users" }).getByRole("row").filter({ hasText: "vera" })).toContainText(
    "Disabled",
  );
  expect((await vera.request.get("/api/session")).status()).toBe(401);
});

test("a token is shown once, works, and is good no more when it is revoked", async ({ signedIn: page, request }) => {
  await page.goto("/settings/tokens");
  await page.getByRole("button", { name: "Make a token…" }).click();
  const dialog = page.getByRole("dialog", { name: "Make a token" });
  await dialog.getByLabel("What it is for").fill("a test");
  await dialog.getByRole("button", { name: "Make it" }).click();
  const secret = await dialog.getByRole("textbox", { name: "Token a test" }).inputValue();
  await dialog.getByRole("button", { name: "Done" }).click();
  const headers = { Authorization: `Bearer ${secret}` };
  expect((await request.get("/api/hosts", { headers })).status()).toBe(200);
  expect((await request.get("/api/users", { headers })).status()).toBe(403);
  await page.getByRole("table", { name: "My tokens" }).getByRole("button", { name: "Revoke a test" }).click();
  await expect(page.getByRole("table", { name: "My tokens" })).toContainText("Revoked");
  expect((await request.get("/api/hosts", { headers })).status()).toBe(401);
});

for (const look of ["desktop", "phone"] as const) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`settings are accessible, ${look}, ${colorScheme}`, async ({ signedIn: page }) => {
      await page.setViewportSize(SIZES[look]);
      await page.emulateMedia({ colorScheme });
      for (const section of ["account", "tokens", "users", "sign-in"]) {
        await page.goto(`/settings/${section}`);
        await expect(page.getByRole("tab", { selected: true })).toBeVisible();
        await expect(page.getByRole("status", { name: /^Loading/ })).toHaveCount(0);
        expect(await violations(page), section).toEqual([]);
      }
    });
  }
}
