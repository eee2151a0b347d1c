import { Alert } from "@patternfly/react-core";
import type { PortView } from "../api/model";
import { PortStateLabel, WatchLabel } from "../ui/states";
import { sentence } from "../ui/sentence";
import { Time } from "../ui/Time";

const SENTENCES = {
  HELD: "Somebody holds it.",
  FREE: "Nobody holds it. A bind succeeds, unless connections listed below are in its way.",
  UNKNOWN: "It is not known whether it is or was held.",
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
        {port.reason !== undefined && sentence(port.reason)}
      </Alert>
    )}
  </>
);
