import { Alert } from "@patternfly/react-core";
import type { PortView } from "../api/model";
import { PortStateLabel, WatchLabel } from "../ui/states";
import { sentence } from "../ui/sentence";
import { Time } from "../ui/Time";

const SENTENCES = {
  HELD: "Somebody holds it.",
  FREE: "Nobody holds it. A bind succeeds, unless connections listed below are in its way.",
  FREE_HERE:
    "Nobody holds it in the host's own network. A bind there succeeds, unless connections listed below are in its way.",
  UNKNOWN: "It is not known whether it is or was held.",
  OFFLINE: "The agent is not connected; what is shown is the last that was seen.",
} as const;

/** What listens in other networks, as of containers, leaves the port of the host free. */
const sentenceOf = ({ state, listeners }: PortView) => (state === "FREE" && listeners.length > 0 ? "FREE_HERE" : state);

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
      <Alert isInline variant={port.state === "FREE" ? "success" : "warning"} title={SENTENCES[sentenceOf(port)]}>
        {port.reason !== undefined && sentence(port.reason)}
      </Alert>
    )}
  </>
);
