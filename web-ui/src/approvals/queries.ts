import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, answer } from "../api/client";
import { given } from "../api/given";
import { touchedBy } from "../api/topics";
import { cursorOf } from "../ui/MorePages";
import { tabOf } from "./view";

/** Rows of one page. */
const PAGE = "50";

const ENDED = ["APPROVED", "USED", "REJECTED", "EXPIRED", "WITHDRAWN", "OUTDATED", "OVERRIDDEN"];

/** What others were asked: what waits, the one that expires first at the top; or what has ended, the newest at the top. */
export function approvalsQuery(params: URLSearchParams) {
  const query = {
    state: tabOf(params) === "pending" ? ["PENDING"] : ENDED,
    limit: PAGE,
    ...given({ cursor: cursorOf(params) }),
  };
  return queryOptions({
    queryKey: ["approvals", query],
    queryFn: ({ signal }) => answer(api.GET("/api/approvals", { params: { query }, signal })),
    placeholderData: keepPreviousData,
    meta: touchedBy(["stop"]),
  });
}

export const breakGlassQuery = queryOptions({
  queryKey: ["break-glass"],
  queryFn: ({ signal }) => answer(api.GET("/api/break-glass", { params: { query: { open: true } }, signal })),
  meta: touchedBy(["stop"]),
});

export const acknowledge = (subjectId: string) =>
  answer(api.POST("/api/break-glass/{subjectId}/acknowledge", { params: { path: { subjectId } } }));

/** What somebody says, of exactly the plan that the approval's digest names. */
export interface Word {
  decision: "APPROVE" | "REJECT";
  digest: string;
  comment?: string;
}
