import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, answer } from "../api/client";
import { given } from "../api/given";
import { touchedBy } from "../api/topics";
import { cursorOf } from "../ui/MorePages";

/** Entries of one page. */
const PAGE = "50";

/** The filters of the log that a URL holds. `stop` is the drawer's, so a stop's entries are asked for by `stopId`. */
export const auditAsked = (params: URLSearchParams) =>
  given({
    q: params.get("q") ?? undefined,
    actor: params.get("actor") ?? undefined,
    action: params.get("action") ?? undefined,
    host: params.get("host") ?? undefined,
    protocol: params.get("protocol") ?? undefined,
    port: params.get("port") ?? undefined,
    stop: params.get("stopId") ?? undefined,
    reason: params.get("reason") ?? undefined,
    from: params.get("from") ?? undefined,
    to: params.get("to") ?? undefined,
  });

export type AuditFilters = ReturnType<typeof auditAsked>;

export const auditQuery = (filters: AuditFilters, cursor?: string, limit: string = PAGE) => {
  const query = { ...filters, ...given({ cursor }), limit };
  return queryOptions({
    queryKey: ["audit", query],
    queryFn: ({ signal }) => answer(api.GET("/api/audit", { params: { query }, signal })),
    placeholderData: keepPreviousData,
    meta: touchedBy(["audit"]),
  });
};

export const auditPageQuery = (params: URLSearchParams) => auditQuery(auditAsked(params), cursorOf(params));

export const stopsQuery = (
  filters: { host?: string; port?: string; state?: string },
  cursor?: string,
  limit: string = PAGE,
) => {
  const query = { ...filters, ...given({ cursor }), limit };
  return queryOptions({
    queryKey: ["stops", query],
    queryFn: ({ signal }) => answer(api.GET("/api/stops", { params: { query }, signal })),
    placeholderData: keepPreviousData,
    meta: touchedBy(["stop"]),
  });
};

export const checkpointQuery = queryOptions({
  queryKey: ["audit-checkpoint"],
  queryFn: ({ signal }) => answer(api.GET("/api/audit/checkpoint", { signal })),
  meta: touchedBy(["audit"]),
});

/** Hosts sign some seconds after the log has grown, and nobody says when. */
const LOOK_EVERY = 5_000;

export const witnessesQuery = queryOptions({
  queryKey: ["audit-witnesses"],
  queryFn: ({ signal }) => answer(api.GET("/api/audit/witnesses", { signal })),
  refetchInterval: LOOK_EVERY,
  meta: touchedBy(["audit"]),
});

export const verifyLog = () => answer(api.GET("/api/audit/verify", {}));
