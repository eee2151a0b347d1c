import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect } from "react";
import { useAnnounce } from "../ui/announce";
import { Dialog } from "../ui/Dialog";
import { portText } from "../ui/holderText";
import { Loaded } from "../ui/PageStates";
import { useNow } from "../ui/useNow";
import { Glass } from "../approvals/GlassBanner";
import { Approve } from "./Approve";
import { Discarded } from "./Discarded";
import { outcomeText } from "./outcomeText";
import { Outcome } from "./Outcome";
import { Plan } from "./Plan";
import { stopQuery, type StopSubject } from "./queries";
import { Review } from "./Review";
import { Run } from "./Run";
import { stageOf, subjectText, type Stage } from "./stage";
import type { Stop } from "../api/model";

interface StopDrawerProps {
  stopId: string;
  onPlan: (subject: StopSubject) => void;
  onClose: () => void;
}

function useProgressAnnounced(stage: Stage | undefined): void {
  const announce = useAnnounce();
  const message =
    stage?.is === "settled"
      ? `The stop has ended: ${outcomeText(stage.outcome).title}`
      : stage?.is === "approve"
        ? `Approvals: ${stage.approval.given} of ${stage.approval.needed}`
        : stage?.is === "running"
          ? `Stop: ${stage.steps.find((step) => step.is === "current")?.text ?? "waiting for the outcome"}`
          : undefined;
  useEffect(() => {
    if (message !== undefined) {
      announce(message);
    }
  }, [announce, message]);
}

/** One stop from its plan to its verified outcome. It has a URL, so a reload or another person sees the same. */
export default function StopDrawer({ stopId, onPlan, onClose }: StopDrawerProps) {
  const query = useQuery(stopQuery(stopId));
  const now = useNow(1000);
  const announce = useAnnounce();
  const stage = query.data === undefined ? undefined : stageOf(query.data, now);
  const running = stage?.is === "running";
  useProgressAnnounced(stage);
  const close = useCallback(() => {
    if (running) {
      announce("The stop goes on; its record stays in the audit log");
    }
    onClose();
  }, [announce, onClose, running]);
  const title = query.data === undefined ? "Stop" : titleText(query.data);
  return (
    <Dialog title={title} shape="drawer" onClose={close} escCloses={!running}>
      <Loaded query={query} what="the stop">
        {(stop) => <StopStage stop={stop} stage={stageOf(stop, now)} onPlan={onPlan} onClose={close} />}
      </Loaded>
    </Dialog>
  );
}

function titleText(stop: Stop): string {
  const what = subjectText(stop);
  return stop.method.by === "releaseTimeWait"
    ? `Stop: release ${what} of ${portText(stop)} on ${stop.hostName}`
    : `Stop ${what} on ${stop.hostName}`;
}

interface StopStageProps {
  stop: Stop;
  stage: Stage;
  onPlan: (subject: StopSubject) => void;
  onClose: () => void;
}

function StopStage({ stop, stage, onPlan, onClose }: StopStageProps) {
  return (
    <div className="pl-stack">
      {stop.breakGlass !== undefined && <Glass glass={stop.breakGlass} />}
      <Plan stop={stop} />
      {stage.is === "review" && (
        <Review
          key={stop.stopId}
          stop={stop}
          expired={stage.expired}
          typed={stage.typed}
          onPlan={onPlan}
          onClose={onClose}
        />
      )}
      {stage.is === "approve" && (
        <Approve key={stop.state} stop={stop} approval={stage.approval} typed={stage.typed} onClose={onClose} />
      )}
      {stage.is === "running" && <Run stop={stop} steps={stage.steps} mayAbort={stage.mayAbort} onClose={onClose} />}
      {stage.is === "settled" && (
        <Outcome
          stop={stop}
          outcome={stage.outcome}
          steps={stage.steps}
          mayKill={stage.mayKill}
          mayRelease={stage.mayRelease}
          onPlan={onPlan}
          onClose={onClose}
        />
      )}
      {stage.is === "discarded" && <Discarded stop={stop} onPlan={onPlan} onClose={onClose} />}
    </div>
  );
}
