import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, answer } from "../api/client";
import { touchedBy } from "../api/topics";
import { filtersAsked, listenersAsked } from "./useFilters";

/** Rows of one page. */
const PAGE = 50;

/** One page of listeners, with the view it answers: an old page stays on screen until the new view has its own. */
export function listenersQuery(params: URLSearchParams) {
  const query = { ...listenersAsked(params), limit: PAGE };
  const view = JSON.stringify(query);
  return queryOptions({
    queryKey: ["listeners", query],
    queryFn: async ({ signal }) => ({
      view,
      ...(await answer(api.GET("/api/listeners", { params: { query }, signal }))),
    }),
    placeholderData: keepPreviousData,
    meta: touchedBy(["listeners", "connections", "host"]),
  });
}

export function facetsQuery(params: URLSearchParams) {
  const query = filtersAsked(params);
  return queryOptions({
    queryKey: ["facets", query],
    queryFn: ({ signal }) => answer(api.GET("/api/listeners/facets", { params: { query }, signal })),
    placeholderData: keepPreviousData,
    meta: touchedBy(["listeners"]),
  });
}
