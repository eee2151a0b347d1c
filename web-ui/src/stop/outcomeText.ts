import type { StopOutcome } from "../api/model";

type Status = "success" | "warning" | "danger" | "info";

interface OutcomeText {
  title: string;
  status: Status;
}

const TEXTS: Record<StopOutcome["is"], OutcomeText> = {
  freed: { title: "Freed", status: "success" },
  rebound: { title: "Rebound", status: "warning" },
  onlyTimeWait: { title: "Only TIME_WAIT left", status: "info" },
  stillHeld: { title: "Still held", status: "danger" },
  refused: { title: "Refused by the host's policy", status: "warning" },
  expired: { title: "Expired", status: "warning" },
  aborted: { title: "Aborted", status: "info" },
  unknown: { title: "Unknown", status: "warning" },
};

/** What an outcome is called, and how good it is. */
export const outcomeText = (outcome: StopOutcome): OutcomeText => TEXTS[outcome.is];
