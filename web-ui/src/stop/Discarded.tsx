import { Alert, Button } from "@patternfly/react-core";
import type { Stop } from "../api/model";
import { Waiting } from "../approvals/Waiting";
import { PlanAgain } from "./PlanAgain";
import type { StopSubject } from "./queries";

interface DiscardedProps {
  stop: Stop;
  onPlan: (subject: StopSubject) => void;
  onClose: () => void;
}

/** A plan that was never run. */
export const Discarded = ({ stop, onPlan, onClose }: DiscardedProps) => (
  <>
    <Alert isInline variant="info" title="This plan was discarded; nothing was done" />
    {stop.approval !== undefined && <Waiting approval={stop.approval} />}
    <div className="pl-row">
      <Button variant="secondary" onClick={onClose}>
        Close
      </Button>
      <PlanAgain stop={stop} label="Plan again" onPlan={onPlan} />
    </div>
  </>
);
