import { Button } from "@patternfly/react-core";
import { useMayStop } from "../access/session";
import type { Listener } from "../api/model";
import { targetText } from "../ui/holderText";
import { usePlanStop } from "./StopLauncher";

interface StopButtonProps {
  listener: Listener;
  /** The row may be old: no action on it. */
  stale: boolean;
}

/** Why a listener can't be stopped from here; undefined when it can. */
function obstacle(listener: Listener, stale: boolean, mayStop: boolean): string | undefined {
  if (!mayStop) {
    return "Needs the role operator or admin";
  }
  if (stale || listener.watch !== "LIVE") {
    return "Not seen live right now";
  }
  if (listener.ended !== undefined) {
    return "It has ended";
  }
  return listener.ownerKind === "KERNEL" ? "A kernel socket has no process to stop" : undefined;
}

/** Opens the drawer with a plan for a listener. Nothing is stopped by this button. */
export function StopButton({ listener, stale }: StopButtonProps) {
  const plan = usePlanStop();
  const why = obstacle(listener, stale, useMayStop());
  const text = targetText(listener);
  return (
    <Button
      variant="secondary"
      isDanger
      size="sm"
      isAriaDisabled={why !== undefined}
      aria-label={`Stop ${text}…`}
      title={why}
      data-stop={listener.holdingId}
      onClick={() => plan({ hostId: listener.hostId, holdingId: listener.holdingId, text })}
    >
      Stop…
    </Button>
  );
}
