import { Button, Spinner } from "@patternfly/react-core";
import { Dialog } from "../ui/Dialog";
import { Failed } from "../ui/PageStates";
import { useFocusOnMount } from "../ui/useFocusOnMount";
import type { StopSubject } from "./queries";

interface PlanningDrawerProps {
  subject: StopSubject;
  error: Error | null;
  onRetry: (subject: StopSubject) => void;
  onClose: () => void;
}

/** The drawer while the agent gathers fresh evidence for the plan, or when it could not. */
export default function PlanningDrawer({ subject, error, onRetry, onClose }: PlanningDrawerProps) {
  const cancel = useFocusOnMount<HTMLButtonElement>();
  return (
    <Dialog
      title={subject.timeWait === undefined ? `Stop ${subject.text}` : `Stop: release ${subject.text}`}
      shape="drawer"
      onClose={onClose}
    >
      <div className="pl-stack">
        {error === null ? (
          <p role="status">
            <Spinner size="md" aria-label="Planning" /> Planning: the agent looks at the{" "}
            {subject.timeWait === undefined ? "socket and its holders" : "port"}…
          </p>
        ) : (
          <Failed error={error} what="the plan" onRetry={() => onRetry(subject)} />
        )}
        <div>
          <Button variant="secondary" onClick={onClose} ref={cancel}>
            Cancel
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
