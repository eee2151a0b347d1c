import { Button } from "@patternfly/react-core";
import { useMayStop } from "../access/session";
import type { Watch } from "../api/model";
import { portText } from "../ui/holderText";
import type { Endpoint } from "./queries";
import { usePlanStop } from "./StopLauncher";

interface ReleaseButtonProps {
  hostId: string;
  /** What is to be bound. */
  endpoint: Endpoint;
  watch: Watch;
  /** What is shown may be old: no action on it. */
  stale: boolean;
  /** Somebody holds the port: TIME_WAIT is not what is in the way. */
  held: boolean;
}

/** Why it can't be released from here; undefined when it can. */
function obstacle({ watch, stale, held }: ReleaseButtonProps, mayStop: boolean): string | undefined {
  if (!mayStop) {
    return "Needs the role operator or admin";
  }
  if (stale || watch !== "LIVE") {
    return "Not seen live right now";
  }
  return held ? "Somebody holds the port, so that TIME_WAIT is not what is in the way" : undefined;
}

/** Opens the drawer with a plan to release the TIME_WAIT sockets of an endpoint. Nothing is released by this button. */
export function ReleaseButton(props: ReleaseButtonProps) {
  const { hostId, endpoint } = props;
  const plan = usePlanStop();
  const why = obstacle(props, useMayStop());
  const text = `TIME_WAIT of ${portText({ protocol: "tcp", port: endpoint.port })}`;
  return (
    <Button
      variant="secondary"
      isDanger
      size="sm"
      isAriaDisabled={why !== undefined}
      aria-label={`Release ${text}…`}
      title={why}
      onClick={() => plan({ hostId, text, timeWait: endpoint })}
    >
      Release TIME_WAIT…
    </Button>
  );
}
