import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Width at and above which the navigation stands beside the page instead of lying over it, px (PatternFly's xl). */
const WIDE = 1200;

export const SIZES = {
  desktop: { width: 1440, height: 900 },
  tablet: { width: 834, height: 1112 },
  phone: { width: 390, height: 844 },
} as const;

/** What axe finds against WCAG 2.2 AA: one line for each element. */
export async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  return found.flatMap((v) => v.nodes.map((node) => `${v.id}: ${node.target.join(" ")}: ${node.failureSummary}`));
}

/** How much wider than the screen the page is, px. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/**
 * Resizes an open page of the console and waits until it has come to rest: the navigation follows a quarter of a second
 * later and slides, and what is clicked meanwhile slides away from under the pointer.
 */
export async function resize(page: Page, size: keyof typeof SIZES): Promise<void> {
  await page.setViewportSize(SIZES[size]);
  const navigation = page.getByRole("button", { name: "Navigation", includeHidden: true });
  await expect(navigation).toHaveAttribute("aria-expanded", String(SIZES[size].width >= WIDE));
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}
