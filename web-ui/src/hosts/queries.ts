import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, answer } from "../api/client";
import { given } from "../api/given";
import { touchedBy } from "../api/topics";
import { cursorOf } from "../ui/MorePages";

/** Rows of one page. */
const PAGE = "50";

export function hostsQuery(params: URLSearchParams) {
  const query = {
    ...given({ q: params.get("q") ?? undefined, watch: params.getAll("watch"), cursor: cursorOf(params) }),
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
