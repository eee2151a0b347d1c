import { given } from "../api/given";
import type { FailedBind } from "../api/model";
import { portText } from "../ui/holderText";
import { causeText } from "./text";

export const TABS = [
  ["open", "Open"],
  ["snoozed", "Snoozed"],
  ["resolved", "Resolved"],
] as const;

export type TabName = (typeof TABS)[number][0];

/** The tab that a URL shows. */
export const tabOf = (params: URLSearchParams): TabName =>
  TABS.find(([name]) => name === params.get("tab"))?.[0] ?? "open";

/** How rows are put together, and the order that keeps a group in one piece over all pages. */
export const ORDERS = { cause: "-cause", port: "-port", none: "-last" } as const;

export type Grouping = keyof typeof ORDERS;

const isGrouping = (name: string | null): name is Grouping => name !== null && Object.hasOwn(ORDERS, name);

export function groupingOf(params: URLSearchParams): Grouping {
  const name = params.get("group");
  return isGrouping(name) ? name : "cause";
}

/** Only what decides which failed binds match, without the tab; the same for list, facets and CSV. */
export const filtersAsked = (params: URLSearchParams) =>
  given({
    q: params.get("q") ?? undefined,
    cause: params.getAll("cause"),
    port: params.getAll("port"),
    host: params.getAll("host"),
  });

/** What a URL asks of the failed binds: tab, filters and order, as the API takes them. */
export const failedBindsAsked = (params: URLSearchParams) => ({
  ...filtersAsked(params),
  state: [tabOf(params)],
  sort: ORDERS[groupingOf(params)],
});

export interface Group {
  key: string;
  title: string;
  rows: readonly FailedBind[];
  /** Failures of all rows. */
  times: number;
  hosts: number;
}

/** What rows of one group have in common. */
const keyOf: Record<Grouping, (row: FailedBind) => string> = {
  cause: ({ diagnosis }) => causeText(diagnosis?.cause),
  port: portText,
  none: () => "",
};

/** Rows by what they have in common, groups in the order of their first row. */
export function grouped(rows: readonly FailedBind[], by: Grouping): readonly Group[] {
  const groups = new Map<string, FailedBind[]>();
  for (const row of rows) {
    const key = keyOf[by](row);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups].map(([key, members]) => ({
    key,
    title: key,
    rows: members,
    times: members.reduce((sum, { times }) => sum + times, 0),
    hosts: new Set(members.map(({ hostId }) => hostId)).size,
  }));
}

/** `×19 on 2 hosts` */
export const groupCount = ({ times, hosts }: Group): string =>
  `×${times.toLocaleString()} on ${hosts} ${hosts === 1 ? "host" : "hosts"}`;

/** `08:00` of the next day, where people are. */
export function tomorrowMorning(now: Date): Date {
  const morning = new Date(now);
  morning.setDate(morning.getDate() + 1);
  morning.setHours(8, 0, 0, 0);
  return morning;
}

const HOUR = 3_600_000;

/** How long a failed bind can be put aside. */
export const SNOOZES: readonly (readonly [string, (now: Date) => Date])[] = [
  ["for an hour", (now) => new Date(now.getTime() + HOUR)],
  ["for eight hours", (now) => new Date(now.getTime() + 8 * HOUR)],
  ["until tomorrow, 8:00", tomorrowMorning],
  ["for a week", (now) => new Date(now.getTime() + 168 * HOUR)],
];
