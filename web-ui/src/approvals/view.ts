import type { Approval } from "../api/model";

export type ApprovalsTab = "pending" | "history";

export const tabOf = (params: URLSearchParams): ApprovalsTab =>
  params.get("tab") === "history" ? "history" : "pending";

/** Where a plan is looked at before it is decided on. */
export const planPath = ({ kind, subjectId }: Pick<Approval, "kind" | "subjectId">): string =>
  kind === "BULK" ? `/bulk-stops/${encodeURIComponent(subjectId)}` : `?stop=${encodeURIComponent(subjectId)}`;
