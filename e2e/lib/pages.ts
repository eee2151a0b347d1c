import { expect, type Page } from "@playwright/test";
import { Console } from "./console.ts";
import type { Workload } from "./workload.ts";

/** A page, or a state of one, that everybody sees sooner or later. */
export interface View {
  name: string;
  open: (page: Page, scene: Scene) => Promise<void>;
}

export interface Scene {
  workload: Workload;
  port: number;
  hostId: string;
}

const title = (page: Page, name: string | RegExp) => expect(page.getByRole("heading", { level: 1, name })).toBeVisible();

export const views: View[] = [
  {
    name: "overview",
    open: async (page) => {
      await page.goto("/");
      await title(page, "Overview");
    },
  },
  {
    name: "ports",
    open: async (page) => {
      await page.goto("/ports");
      await expect(page.locator("[data-holding]").first()).toBeVisible();
    },
  },
  {
    name: "ports-no-match",
    open: async (page) => {
      await page.goto("/ports?q=nothing-is-called-this");
      await expect(page.getByRole("button", { name: "Clear all filters" }).first()).toBeVisible();
    },
  },
  {
    name: "port",
    open: async (page, { hostId, port }) => {
      await page.goto(`/hosts/${hostId}/ports/tcp/${port}`);
      await title(page, new RegExp(`^tcp/${port} on `));
      await expect(page.getByRole("group", { name: "State", exact: true })).toContainText("Held");
    },
  },
  {
    name: "port-table",
    open: async (page, { hostId, port }) => {
      await page.goto(`/hosts/${hostId}/ports/tcp/${port}?view=table`);
      await expect(page.getByRole("table", { name: `Holdings of tcp/${port}` })).toBeVisible();
    },
  },
  {
    name: "hosts",
    open: async (page) => {
      await page.goto("/hosts");
      await title(page, "Hosts");
    },
  },
  ...["ports", "conflicts", "findings", "timeline", "activity", "agent"].map((tab) => ({
    name: `host-${tab}`,
    open: async (page: Page, { hostId }: Scene) => {
      await page.goto(`/hosts/${hostId}?tab=${tab}`);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(page.getByRole("tab", { selected: true })).toBeVisible();
    },
  })),
  {
    name: "host-timeline-table",
    open: async (page, { hostId }) => {
      await page.goto(`/hosts/${hostId}?tab=timeline&view=table`);
      await expect(page.getByRole("table", { name: "Holdings of this host" })).toBeVisible();
    },
  },
  {
    name: "conflicts-never",
    open: async (page) => {
      await page.goto("/conflicts?tab=snoozed");
      await expect(page.getByRole("heading", { name: "Nothing is snoozed" })).toBeVisible();
    },
  },
  {
    name: "time-wait",
    open: async (page) => {
      await page.goto("/time-wait");
      await title(page, "TIME_WAIT");
    },
  },
  ...(["pending", "history"] as const).map((tab) => ({
    name: `approvals-${tab}`,
    open: async (page: Page) => {
      await page.goto(`/approvals?tab=${tab}`);
      await title(page, "Approvals");
      await expect(page.getByRole("tab", { selected: true })).toBeVisible();
    },
  })),
  ...(["rules", "protected"] as const).map((section) => ({
    name: `settings-${section}`,
    open: async (page: Page) => {
      await page.goto(`/settings/${section}`);
      await title(page, "Settings");
      await expect(page.getByRole("heading", { level: 2 }).first()).toBeVisible();
    },
  })),
  {
    name: "audit",
    open: async (page) => {
      await page.goto("/audit");
      await expect(page.getByRole("table", { name: "Audit log" })).toBeVisible();
    },
  },
  {
    name: "stop-plan",
    open: async (page, { workload, port }) => {
      await page.goto(`/ports?port=${port}`);
      const console = new Console(page);
      await console.stopButton(workload.name, workload.pid).click();
      await expect(console.drawer.getByRole("heading", { name: "Plan" })).toBeVisible();
    },
  },
  {
    name: "not-found",
    open: async (page) => {
      await page.goto("/no/such/page");
      await title(page, "Page not found");
    },
  },
  {
    name: "host-not-found",
    open: async (page) => {
      await page.goto("/hosts/00000000-0000-4000-8000-000000000000");
      await expect(page.getByText("host_not_found").first()).toBeVisible();
    },
  },
  {
    name: "palette",
    open: async (page) => {
      await page.goto("/ports");
      await page.getByRole("button", { name: "Command palette" }).click();
      await expect(page.getByRole("combobox", { name: "Command" })).toBeFocused();
    },
  },
  {
    name: "paused",
    open: async (page) => {
      await page.goto("/ports");
      await expect(page.locator("[data-holding]").first()).toBeVisible();
      await page.getByRole("button", { name: "Pause" }).click();
      await expect(page.getByText("This may be old")).toBeVisible();
    },
  },
  {
    name: "port-unknown",
    open: async (page, { hostId, port }) => {
      await page.goto(`/hosts/${hostId}/ports/tcp/${port}?at=2020-01-01T00:00:00Z`);
      await expect(page.getByRole("group", { name: "State", exact: true })).toContainText("Unknown");
      // nothing was looked at then, so nothing is said of TIME_WAIT either
      await expect(page.getByRole("heading", { name: "TIME_WAIT" })).toHaveCount(0);
    },
  },
  ...(
    [
      ["forbidden", 403, "forbidden", "You may not see the audit log"],
      ["failed", 500, "internal_error", "Could not get the audit log"],
    ] as const
  ).map(([name, status, code, said]) => ({
    name,
    open: async (page: Page) => {
      const body = JSON.stringify({ status, code, title: "As the server would say it" });
      const log = "**/api/audit?*";
      await page.route(log, (route) => route.fulfill({ status, contentType: "application/problem+json", body }));
      await page.goto("/audit");
      await expect(page.getByRole("heading", { name: said })).toBeVisible();
      await page.unroute(log);
    },
  })),
];
