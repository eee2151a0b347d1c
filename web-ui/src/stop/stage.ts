import type { Stop, StopOutcome } from "../api/model";

type StepName = Stop["steps"][number]["step"];

export interface StepView {
  name: StepName;
  text: string;
  is: "done" | "current" | "ahead";
  at?: string;
  detail?: string;
}

/**
 * Where a stop stands, for the drawer:
 *
 *   review -> running -> settled
 *      \-> discarded
 *
 * A review can only be run until its plan expires; a run can only be called off until the request has been made.
 */
export type Stage =
  | { is: "review"; expired: boolean; typed: string | undefined }
  | { is: "running"; steps: readonly StepView[]; mayAbort: boolean }
  | { is: "settled"; outcome: StopOutcome; steps: readonly StepView[]; mayKill: boolean }
  | { is: "discarded" };

const STEPS: readonly StepName[] = ["ACCEPTED", "IDENTITY_CHECKED", "REQUESTED", "ENDED", "VERIFYING"];

export const isKill = ({ method }: Stop): boolean => method.by === "process" && method.signal === "SIGKILL";

function stepText(stop: Stop, step: StepName): string {
  const unit = stop.method.by === "systemUnit";
  switch (step) {
    case "ACCEPTED":
      return "accepted by the agent";
    case "IDENTITY_CHECKED":
      return "identity checked";
    case "REQUESTED":
      return unit ? "stop job handed to systemd" : isKill(stop) ? "SIGKILL sent" : "SIGTERM sent";
    case "ENDED":
      return unit ? "stop job done" : "process ended";
    case "VERIFYING":
      return "port looked at again";
  }
}

/** The steps that are done, the one under way (none once settled) and those ahead. */
export function stepsOf(stop: Stop): readonly StepView[] {
  const done = new Map(stop.steps.map((step) => [step.step, step]));
  const current = stop.state === "SETTLED" ? undefined : STEPS.find((step) => !done.has(step));
  return STEPS.map((name) => {
    const report = done.get(name);
    return {
      name,
      text: stepText(stop, name),
      is: report !== undefined ? "done" : name === current ? "current" : "ahead",
      ...(report === undefined ? {} : { at: report.at }),
      ...(report?.detail === undefined ? {} : { detail: report.detail }),
    };
  });
}

export function stageOf(stop: Stop, now: Date): Stage {
  switch (stop.state) {
    case "PLANNED":
      return {
        is: "review",
        expired: new Date(stop.planExpiresAt) <= now,
        typed: isKill(stop) ? stop.holders[0]?.comm : undefined,
      };
    case "REQUESTED":
    case "RUNNING":
      return {
        is: "running",
        steps: stepsOf(stop),
        mayAbort: !stop.steps.some(({ step }) => STEPS.indexOf(step) >= STEPS.indexOf("REQUESTED")),
      };
    case "SETTLED":
      return {
        is: "settled",
        outcome: stop.outcome ?? { is: "unknown", reason: "The server did not say how it ended" },
        steps: stepsOf(stop),
        mayKill: stop.mayFollowWithSigkill,
      };
    case "DISCARDED":
      return { is: "discarded" };
  }
}

/** What is stopped: the unit, or the process. */
export function subjectText(stop: Stop): string {
  if (stop.method.by === "systemUnit") {
    return stop.method.unit;
  }
  const { pid } = stop.method.process;
  const comm = stop.holders.find(({ process }) => process.pid === pid)?.comm;
  return comm === undefined ? `process ${pid}` : `${comm} ${pid}`;
}
