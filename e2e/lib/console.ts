import { expect, type Locator, type Page } from "@playwright/test";

/** The console, by the names that a user and a screen reader know. */
export class Console {
  constructor(readonly page: Page) {}

  async signIn(password: string): Promise<void> {
    await this.page.getByLabel("User name").fill("admin");
    await this.page.getByLabel("Password").fill(password);
    await this.page.getByRole("button", { name: "Sign in" }).click();
  }

  async search(text: string): Promise<void> {
    const box = this.page.getByRole("searchbox", { name: "Search listeners" });
    await box.fill(text);
    await box.press("Enter");
  }

  /** The row of a listener in the table of the Ports page. */
  row(port: number): Locator {
    return this.page
      .getByRole("grid", { name: "Listeners" })
      .getByRole("row")
      .filter({ has: this.portLink(port) });
  }

  portLink(port: number): Locator {
    return this.page.getByRole("link", { name: new RegExp(`^tcp/${port} on `) });
  }

  stopButton(comm: string, pid: number): Locator {
    return this.page.getByRole("button", { name: new RegExp(`^Stop ${comm} ${pid} on tcp/`) });
  }

  get drawer(): Locator {
    return this.page.getByRole("dialog", { name: /^(Stop|Kill)/ });
  }

  get outcome(): Locator {
    return this.drawer.getByRole("region", { name: "Outcome" });
  }

  /** From an open drawer with a plan to the request. */
  async requestStop(reason: string, confirm?: string): Promise<void> {
    await expect(this.drawer.getByRole("heading", { name: "Plan" })).toBeVisible();
    await this.drawer.getByLabel("Reason").fill(reason);
    if (confirm !== undefined) {
      await this.drawer.getByLabel(`Type ${confirm} to confirm`).fill(confirm);
    }
    await this.drawer.getByRole("button", { name: /^(Stop|Kill) / }).click();
  }
}
