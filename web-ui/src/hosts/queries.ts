import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, answer } from "../api/client";
import { given } from "../api/given";
import { touchedBy } from "../api/topics";
import { spanOf, type RangeChoice } from "../timeline/range";
import { cursorOf } from "../ui/MorePages";

/** Rows of one page. */
const PAGE = "50";

/** Lanes of one page of a timeline: what a screen and a half shows. */
const LANES = "25";

export function hostsQuery(params: URLSearchParams) {
  const query = {
    ...given({
      q: params.get("q") ?? undefined,
      watch: params.getAll("watch"),
      policy: params.get("policy") ?? undefined,
      cursor: cursorOf(params),
    }),
    limit: PAGE,
  };
  return queryOptions({
    queryKey: ["hosts", query],
    queryFn: async ({ signal }) => ({
      view: JSON.stringify(query),
      ...(await answer(api.GET("/api/hosts", { params: { query }, signal }))),
    }),
    placeholderData: keepPreviousData,
    meta: touchedBy(["host", "listeners"]),
  });
}

export const hostQuery = (hostId: string) =>
  queryOptions({
    queryKey: ["host", hostId],
    queryFn: ({ signal }) => answer(api.GET("/api/hosts/{hostId}", { params: { path: { hostId } }, signal })),
    meta: touchedBy(["host", "listeners"], { hostId }),
  });

export const findingsQuery = (hostId: string) =>
  queryOptions({
    queryKey: ["findings", hostId],
    queryFn: ({ signal }) => answer(api.GET("/api/hosts/{hostId}/findings", { params: { path: { hostId } }, signal })),
    meta: touchedBy(["host", "listeners", "stop"], { hostId }),
  });

export function activityQuery(hostId: string, cursor: string | undefined) {
  const query = { ...given({ cursor }), limit: PAGE };
  return queryOptions({
    queryKey: ["activity", hostId, query],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/hosts/{hostId}/activity", { params: { path: { hostId }, query }, signal })),
    placeholderData: keepPreviousData,
    meta: touchedBy(["listeners", "host"], { hostId }),
  });
}

/** Who held the ports of a host over a range. A range that ends now is asked for anew each time. */
export const hostHistoryQuery = (hostId: string, choice: RangeChoice, cursor: string | undefined) =>
  queryOptions({
    queryKey: ["host-holdings", hostId, choice, cursor],
    queryFn: ({ signal }) => {
      const { from, until } = spanOf(choice, new Date());
      const query = {
        from: new Date(from).toISOString(),
        to: new Date(until).toISOString(),
        ...given({ cursor }),
        limit: LANES,
      };
      return answer(api.GET("/api/hosts/{hostId}/holdings", { params: { path: { hostId }, query }, signal }));
    },
    placeholderData: keepPreviousData,
    meta: touchedBy(["listeners", "host"], { hostId }),
  });
