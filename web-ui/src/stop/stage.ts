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
 *   review -> [approve ->] running -> settled
 *      \-> discarded
 *
 * A review can only be run until its plan expires; a run can only be called off until the request has been made.
 */
export type Stage =
  | { is: "review"; expired: boolean; typed: string | undefined }
  | { is: "approve"; approval: NonNullable<Stop["approval"]>; typed: string | undefined }
  | { is: "running"; steps: readonly StepView[]; mayAbort: boolean }
  | { is: "settled"; outcome: StopOutcome; steps: readonly StepView[]; mayKill: boolean; mayRelease: boolean }
  | { is: "discarded" };

const STEPS: readonly StepName[] = ["ACCEPTED", "IDENTITY_CHECKED", "REQUESTED", "ENDED", "VERIFYING"];

export const isKill = ({ method }: Stop): boolean =>
  (method.by === "process" || method.by === "container") && method.signal === "SIGKILL";

function requestedText(stop: Stop): string {
  switch (stop.method.by) {
    case "systemUnit":
    case "systemUnits":
    case "userUnit":
      return "stop job handed to systemd";
    case "container":
      return isKill(stop) ? "engine told to kill it" : "engine told to stop it";
    case "process":
      return isKill(stop) ? "SIGKILL sent" : "SIGTERM sent";
    case "releaseTimeWait":
      return "TIME_WAIT sockets released";
  }
}

function endedText(stop: Stop): string {
  switch (stop.method.by) {
    case "systemUnit":
    case "systemUnits":
    case "userUnit":
      return "stop job done";
    case "container":
      return "container ended";
    case "process":
      return "process ended";
    case "releaseTimeWait":
      return "done";
  }
}

function stepText(stop: Stop, step: StepName): string {
  switch (step) {
    case "ACCEPTED":
      return "accepted by the agent";
    case "IDENTITY_CHECKED":
      return "identity checked";
    case "REQUESTED":
      return requestedText(stop);
    case "ENDED":
      return endedText(stop);
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
        typed: isKill(stop) ? typedFor(stop) : undefined,
      };
    case "AWAITING_APPROVAL":
    case "APPROVED":
      return stop.approval === undefined
        ? { is: "discarded" }
        : { is: "approve", approval: stop.approval, typed: isKill(stop) ? typedFor(stop) : undefined };
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
        mayRelease: stop.mayReleaseTimeWait,
      };
    case "DISCARDED":
      return { is: "discarded" };
  }
}

/** What has to be typed for a SIGKILL: the name that the plan shows. */
function typedFor({ method, holders }: Stop): string | undefined {
  if (method.by === "container") {
    return method.name ?? method.id;
  }
  return holders.find(({ process }) => method.by === "process" && process.pid === method.process.pid)?.comm;
}

/** What is done to it. */
export const verbOf = (stop: Stop): "release" | "kill" | "stop" =>
  stop.method.by === "releaseTimeWait" ? "release" : isKill(stop) ? "kill" : "stop";

/** The same at the begin of a button's text. */
export function verbText(stop: Stop): string {
  const verb = verbOf(stop);
  return verb.charAt(0).toUpperCase() + verb.slice(1);
}

/** What is stopped: the units, the container, the process, or what they have left. */
export function subjectText({ method, holders }: Stop): string {
  switch (method.by) {
    case "systemUnit":
    case "userUnit":
      return method.unit;
    case "systemUnits":
      return method.units.join(" and ");
    case "container":
      return `container ${method.name ?? method.id.slice(0, 12)}`;
    case "releaseTimeWait":
      return "TIME_WAIT";
    case "process": {
      const { pid } = method.process;
      const comm = holders.find(({ process }) => process.pid === pid)?.comm;
      return comm === undefined ? `process ${pid}` : `${comm} ${pid}`;
    }
  }
}
