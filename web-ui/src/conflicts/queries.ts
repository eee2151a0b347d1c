import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, answer } from "../api/client";
import { given } from "../api/given";
import type { FailedBind } from "../api/model";
import { touchedBy } from "../api/topics";
import { spanOf, type RangeChoice } from "../timeline/range";
import { cursorOf } from "../ui/MorePages";
import { failedBindsAsked, filtersAsked, tabOf } from "./view";

/** Rows of one page. */
const PAGE = 50;

/** Of a port or a host over a range: the newest ones; the rest is on the page of conflicts. */
const SHOWN_BESIDE = 100;

/** One page of failed binds, with the view it answers. */
export function failedBindsQuery(params: URLSearchParams) {
  const query = { ...failedBindsAsked(params), ...given({ cursor: cursorOf(params) }), limit: PAGE };
  return queryOptions({
    queryKey: ["failed-binds", query],
    queryFn: async ({ signal }) => ({
      view: JSON.stringify(query),
      ...(await answer(api.GET("/api/failed-binds", { params: { query }, signal }))),
    }),
    placeholderData: keepPreviousData,
    // who was in the way may have gone since, and a host may be out of sight
    meta: touchedBy(["conflicts", "listeners", "host"]),
  });
}

export function failedBindFacetsQuery(params: URLSearchParams) {
  const query = { ...filtersAsked(params), state: [tabOf(params)] };
  return queryOptions({
    queryKey: ["failed-bind-facets", query],
    queryFn: ({ signal }) => answer(api.GET("/api/failed-binds/facets", { params: { query }, signal })),
    placeholderData: keepPreviousData,
    meta: touchedBy(["conflicts"]),
  });
}

interface Place {
  hostId: string;
  protocol?: string;
  port?: number;
}

/** Failed binds of a port or of a whole host over a range, the newest first. A range that ends now is asked for anew each time. */
export function failedBindsOfQuery({ hostId, protocol, port }: Place, choice: RangeChoice) {
  return queryOptions({
    queryKey: ["failed-binds-of", hostId, protocol, port, choice],
    queryFn: ({ signal }) => {
      const { from, until } = spanOf(choice, new Date());
      const query = {
        host: [hostId],
        ...(protocol === undefined ? {} : { protocol: [protocol] }),
        ...(port === undefined ? {} : { port: [String(port)] }),
        from: new Date(from).toISOString(),
        to: new Date(until).toISOString(),
        limit: SHOWN_BESIDE,
      };
      return answer(api.GET("/api/failed-binds", { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
    meta: touchedBy(["conflicts"], { hostId }),
  });
}

const pathOf = ({ hostId, failedId }: FailedBind) => ({ path: { hostId, failedId } });

export const snooze = (failed: FailedBind, until: Date): Promise<FailedBind> =>
  answer(
    api.POST("/api/failed-binds/{hostId}/{failedId}/snooze", {
      params: pathOf(failed),
      body: { until: until.toISOString() },
    }),
  );

export const resolve = (failed: FailedBind, note: string): Promise<FailedBind> =>
  answer(api.POST("/api/failed-binds/{hostId}/{failedId}/resolve", { params: pathOf(failed), body: { note } }));

export const reopen = (failed: FailedBind): Promise<FailedBind> =>
  answer(api.POST("/api/failed-binds/{hostId}/{failedId}/reopen", { params: pathOf(failed) }));
