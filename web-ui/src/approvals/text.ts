import type { Approval, Demand } from "../api/model";

const STATES: Record<Approval["state"], string> = {
  PENDING: "Waiting",
  APPROVED: "Approved",
  USED: "Approved and run",
  REJECTED: "Rejected",
  EXPIRED: "Expired",
  WITHDRAWN: "Withdrawn",
  OUTDATED: "The plan fits no longer",
  OVERRIDDEN: "Run by break-glass",
};

export const approvalStateText = (state: Approval["state"]): string => STATES[state];

const people = (count: number): string => (count === 1 ? "1 person" : `${count} people`);

/** `approval of 2 people is needed: rule prod databases (host web-1)` */
export const demandText = ({ approvals, rule, why, approvers }: Demand): string =>
  `approval of ${people(approvals)}${approvers.length === 0 ? "" : ` out of ${approvers.join(", ")}`} is needed: rule ${rule} (${why})`;

/** Whether all of the rules let it be run without the approvals in an emergency. */
export const mayBreakGlass = (demands: readonly Demand[]): boolean =>
  demands.length > 0 && demands.every(({ breakGlass }) => breakGlass);

/** Characters that a reason for break-glass has at least, as on the server. */
export const SHORTEST_GLASS_REASON = 20;
