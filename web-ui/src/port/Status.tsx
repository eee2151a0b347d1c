import { Alert } from "@patternfly/react-core";
import type { PortView } from "../api/model";
import { PortStateLabel, WatchLabel } from "../ui/states";
import { Time } from "../ui/Time";

const SENTENCES = {
  HELD: "Somebody holds it.",
  FREE: "Nobody holds it: a bind would succeed unless connections below are in the way.",
  UNKNOWN: "It is not known whether it was held.",
  OFFLINE: "The agent is not connected; what is shown is the last that was seen.",
} as const;

/** Held, free, unknown or offline, and how fresh that is. */
export const Status = ({ port, past }: { port: PortView; past: boolean }) => (
  <>
    <div className="pl-row">
      <PortStateLabel state={port.state} />
      {!past && <WatchLabel watch={port.watch} />}
      <span>
        {past ? (
          <>
            at <Time at={port.at} />
          </>
        ) : (
          port.lookedAt !== undefined && (
            <>
              looked at <Time at={port.lookedAt} short />
            </>
          )
        )}
      </span>
    </div>
    {port.state !== "HELD" && (
      <Alert isInline variant={port.state === "FREE" ? "success" : "warning"} title={SENTENCES[port.state]}>
        {port.reason}
      </Alert>
    )}
  </>
);
