import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, answer } from "../api/client";
import { given } from "../api/given";
import { touchedBy } from "../api/topics";
import { cursorOf } from "../ui/MorePages";

/** Rows of one page. */
const PAGE = "50";

export function agentsQuery(params: URLSearchParams) {
  const query = {
    ...given({ q: params.get("q") ?? undefined, status: params.getAll("status"), cursor: cursorOf(params) }),
    limit: PAGE,
  };
  return queryOptions({
    queryKey: ["agents", query],
    queryFn: async ({ signal }) => ({
      view: JSON.stringify(query),
      ...(await answer(api.GET("/api/agents", { params: { query }, signal }))),
    }),
    placeholderData: keepPreviousData,
    meta: touchedBy(["host"]),
  });
}

export const agentQuery = (hostId: string) =>
  queryOptions({
    queryKey: ["agent", hostId],
    queryFn: ({ signal }) => answer(api.GET("/api/agents/{hostId}", { params: { path: { hostId } }, signal })),
    meta: touchedBy(["host"], { hostId }),
  });

export const tokensQuery = queryOptions({
  queryKey: ["enrolment-tokens"],
  queryFn: ({ signal }) => answer(api.GET("/api/enrolment-tokens", { signal })),
  meta: touchedBy(["host"]),
});

export const commandKeyQuery = queryOptions({
  queryKey: ["command-key"],
  queryFn: ({ signal }) => answer(api.GET("/api/command-key", { signal })),
  meta: touchedBy(["host"]),
});

export interface TokenWish {
  validFor: string;
  hostname?: string;
  hostId?: string;
  labels?: Record<string, string>;
}

export const makeToken = (wish: TokenWish) => answer(api.POST("/api/enrolment-tokens", { body: wish }));

export const revokeToken = (tokenId: string) =>
  answer(api.DELETE("/api/enrolment-tokens/{tokenId}", { params: { path: { tokenId } } }));

export const revokeAgent = ({ hostId, reason }: { hostId: string; reason: string }) =>
  answer(api.POST("/api/agents/{hostId}/revocation", { params: { path: { hostId } }, body: { reason } }));

export const rotateAgentKey = ({ hostId, reason }: { hostId: string; reason: string }) =>
  answer(api.POST("/api/agents/{hostId}/key-rotation", { params: { path: { hostId } }, body: { reason } }));

export const beginKeyRotation = (reason: string) => answer(api.POST("/api/command-key/rotation", { body: { reason } }));

export const completeKeyRotation = (reason: string) =>
  answer(api.POST("/api/command-key/completion", { body: { reason } }));
