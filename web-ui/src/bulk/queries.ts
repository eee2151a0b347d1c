import { queryOptions } from "@tanstack/react-query";
import { api, answer } from "../api/client";
import type { BulkStop, Listener } from "../api/model";
import { touchedBy } from "../api/topics";
import type { Word } from "../approvals/queries";
import { filtersAsked } from "../ports/useFilters";

/** Lines of one bulk stop at most, as on the server. */
export const MOST_LINES = 500;

/** Rows that one page of listeners has at most. */
const PAGE = 200;

/** How often one under way is asked for besides the live feed, ms. */
const ASK_EVERY = 2000;

export const bulkQuery = (bulkId: string) =>
  queryOptions({
    queryKey: ["bulk-stop", bulkId],
    queryFn: ({ signal }) => answer(api.GET("/api/bulk-stops/{bulkId}", { params: { path: { bulkId } }, signal })),
    meta: touchedBy(["stop"]),
    refetchInterval: ({ state }) => (state.data?.state === "RUNNING" ? ASK_EVERY : false),
  });

/** All listeners that match what a URL asks for, one more than may be stopped at once. */
export const matchingQuery = (params: URLSearchParams) => {
  const filters = filtersAsked(params);
  return queryOptions({
    queryKey: ["listeners", "all", filters],
    queryFn: async ({ signal }) => {
      const found: Listener[] = [];
      let cursor: string | undefined;
      do {
        const query = { ...filters, sort: "host", limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
        const page = await answer(api.GET("/api/listeners", { params: { query }, signal }));
        found.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== undefined && found.length <= MOST_LINES);
      return found;
    },
    gcTime: 0,
  });
};

export interface BulkWish {
  what: string;
  lines: readonly Pick<Listener, "hostId" | "holdingId">[];
  waveSize: number;
  maxFailures: number;
  pauseSeconds: number;
}

export const planBulk = ({ what, lines, waveSize, maxFailures, pauseSeconds }: BulkWish): Promise<BulkStop> =>
  answer(
    api.POST("/api/bulk-stops", {
      body: {
        what,
        lines: lines.map(({ hostId, holdingId }) => ({ hostId, holdingId })),
        waveSize,
        maxFailures,
        pause: `PT${pauseSeconds}S`,
      },
    }),
  );

export interface BulkOrder {
  reason?: string;
  ticket?: string;
  confirm?: string;
  breakGlass?: boolean;
}

export const runBulk = (bulkId: string, body: BulkOrder): Promise<BulkStop> =>
  answer(api.POST("/api/bulk-stops/{bulkId}/run", { params: { path: { bulkId } }, body }));

export const decideBulk = (bulkId: string, body: Word): Promise<BulkStop> =>
  answer(api.POST("/api/bulk-stops/{bulkId}/approvals", { params: { path: { bulkId } }, body }));

export const abortBulk = (bulkId: string): Promise<BulkStop> =>
  answer(api.POST("/api/bulk-stops/{bulkId}/abort", { params: { path: { bulkId } } }));
