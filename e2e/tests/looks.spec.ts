import type { Page } from "@playwright/test";
import { out } from "../lib/folders.ts";
import { overflow, SIZES, violations } from "../lib/looks.ts";
import { views, type Scene, type View } from "../lib/pages.ts";
import { expect, test } from "../lib/test.ts";
import type { Workload } from "../lib/workload.ts";

async function sceneOf(page: Page, mine: Workload): Promise<Scene> {
  const { port } = await mine.listen();
  let hostId = "";
  await expect(async () => {
    const answer = await page.request.get(`/api/listeners?port=${port}`);
    hostId = (await answer.json()).items[0].hostId;
  }).toPass({ timeout: 10_000 });
  return { workload: mine, port, hostId };
}

/** A view as somebody sees it who has waited for it: a skeleton has nothing in it that could look wrong. */
async function open(view: View, page: Page, scene: Scene): Promise<void> {
  await view.open(page, scene);
  await expect(page.getByRole("status", { name: /^Loading/ })).toHaveCount(0);
}

/** What can be pressed and is smaller than 24 px either way; a box with a label can be pressed on its label, too. */
const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("a[href], button, summary, input, select, textarea, [role=option]")].flatMap((element) => {
      const labelled = element instanceof HTMLInputElement && element.type === "checkbox" ? element.closest("label, .pf-v6-c-check") : null;
      const { width, height } = (labelled ?? element).getBoundingClientRect();
      const hidden = width <= 1 || !element.checkVisibility({ visibilityProperty: true }) || element.matches(".pf-v6-c-skip-to-content *");
      const name = element.getAttribute("aria-label") ?? element.textContent;
      return hidden || (width >= 24 && height >= 24) ? [] : [`${element.tagName} ${name}: ${width} x ${height}`];
    }),
  );

for (const theme of ["light", "dark"] as const) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ colorScheme: theme });

    test("the sign-in page has no accessibility violation", async ({ page }) => {
      await page.goto("/");
      await expect(page.getByRole("heading", { name: "Sign in to Portledger" })).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.getByLabel("User name").fill("admin");
      await page.getByLabel("Password").fill("not the password");
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page.getByRole("alert").first()).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.screenshot({ path: out("screens", `sign-in-${theme}.png`) });
    });

    for (const view of views) {
      test(`${view.name} has no accessibility violation`, async ({ signedIn: page, workload }) => {
        await open(view, page, await sceneOf(page, workload("ledger-looks")));
        expect(await violations(page)).toEqual([]);
      });
    }
  });
}

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const theme of ["light", "dark"] as const) {
    test.describe(`${size}, ${theme}`, () => {
      test.use({ viewport, colorScheme: theme });

      test(`pictures of all pages at ${size} in ${theme}; nothing is wider than the screen, or too small to press`, async ({ signedIn: page, workload }) => {
        const scene = await sceneOf(page, workload("orders-api"));
        for (const view of views.filter(({ name }) => !name.includes("not-found"))) {
          await open(view, page, scene);
          await page.screenshot({ path: out("screens", `${view.name}-${size}-${theme}.png`) });
          expect(`${view.name}: ${await overflow(page)} px too wide`).toBe(`${view.name}: 0 px too wide`);
          expect([view.name, ...(await smallTargets(page))]).toEqual([view.name]);
        }
      });
    });
  }
}
