import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, answer } from "../api/client";
import { given } from "../api/given";
import { touchedBy } from "../api/topics";
import { cursorOf } from "../ui/MorePages";

const PAGE = "50";

/** What hosts protect by themselves, a row for all hosts with the same policy. */
export function hostPoliciesQuery(params: URLSearchParams) {
  const query = { ...given({ kind: params.get("kind") ?? undefined, cursor: cursorOf(params) }), limit: PAGE };
  return queryOptions({
    queryKey: ["host-policies", query],
    queryFn: ({ signal }) => answer(api.GET("/api/host-policies", { params: { query }, signal })),
    placeholderData: keepPreviousData,
    meta: touchedBy(["host"]),
  });
}
