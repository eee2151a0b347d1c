import { Alert, Button } from "@patternfly/react-core";
import { Link } from "react-router";
import type { Stop, StopOutcome } from "../api/model";
import { addressText, holdersText, portPath, portText } from "../ui/holderText";
import { useFocusOnMount } from "../ui/useFocusOnMount";
import { useNow } from "../ui/useNow";
import { Countdown, Time } from "../ui/Time";
import { outcomeText } from "./outcomeText";
import { PlanAgain } from "./PlanAgain";
import type { StopSubject } from "./queries";
import { Steps } from "./Steps";
import type { StepView } from "./stage";

/** A manager does not start again what it was told to stop; should somebody else take the port, the outcome changes. */
function Watched({ until }: { until: string }) {
  const over = new Date(until) <= useNow(1000);
  return <p>{over ? "Nobody has taken it since." : "It is watched for a moment more, in case somebody takes it."}</p>;
}

function Explained({ stop, outcome }: { stop: Stop; outcome: StopOutcome }) {
  const release = stop.method.by === "releaseTimeWait";
  switch (outcome.is) {
    case "freed":
      return (
        <>
          <p>
            {release ? "No TIME_WAIT is left, and nothing holds" : "The socket is gone and nothing else holds"}{" "}
            {portText(stop)}. Verified in the kernel&apos;s own table.
          </p>
          {outcome.watchedUntil !== undefined && <Watched until={outcome.watchedUntil} />}
        </>
      );
    case "rebound":
    case "stillHeld":
      return (
        <>
          <p>
            {outcome.is === "stillHeld"
              ? "It was asked, but did not end in time:"
              : release
                ? "Somebody has taken the port meanwhile, and was not touched:"
                : "It came back, or another took it:"}
          </p>
          <ul>
            {outcome.by.map((listener) => (
              <li key={listener.key.id}>
                {holdersText(listener.holders)} on {addressText(listener.key.endpoint)}:{listener.key.endpoint.port}
              </li>
            ))}
          </ul>
        </>
      );
    case "onlyTimeWait":
      return (
        <p>
          Nothing listens any more. {outcome.count} TIME_WAIT left; the last one leaves in{" "}
          <Countdown until={outcome.lastLeavesAt} />. Until then a program without SO_REUSEADDR cannot bind.
        </p>
      );
    case "refused":
      return (
        <p>
          Nothing was done. {outcome.message} (rule <code>{outcome.rule}</code>)
        </p>
      );
    case "expired":
      return <p>Nothing was done: the command reached the agent after its deadline.</p>;
    case "aborted":
      return <p>Nothing was done: it was called off before the request was made.</p>;
    case "unknown":
      return <p>It could not be verified: {outcome.reason}</p>;
  }
}

interface OutcomeProps {
  stop: Stop;
  outcome: StopOutcome;
  steps: readonly StepView[];
  mayKill: boolean;
  mayRelease: boolean;
  onPlan: (subject: StopSubject) => void;
  onClose: () => void;
}

/** How a stop ended, by what the agent found when it looked again. */
export function Outcome({ stop, outcome, steps, mayKill, mayRelease, onPlan, onClose }: OutcomeProps) {
  const { title, status } = outcomeText(outcome);
  const leave = useFocusOnMount<HTMLButtonElement>();
  return (
    <section aria-label="Outcome" className="pl-stack">
      <Alert isInline variant={status} title={title} component="h3">
        <Explained stop={stop} outcome={outcome} />
        {stop.settledAt !== undefined && (
          <p>
            Settled at <Time at={stop.settledAt} short />
          </p>
        )}
      </Alert>
      <Steps steps={steps} />
      {stop.reason !== undefined && (
        <p className="pl-hint">
          Requested by {stop.requestedBy ?? "unknown"}: {stop.reason}
          {stop.ticket !== undefined && ` (${stop.ticket})`}
        </p>
      )}
      {mayKill && (
        <p>
          SIGKILL gives the process no chance to finish its work. It is a new request, with its own reason and record.
        </p>
      )}
      <div className="pl-row">
        <Button variant="secondary" onClick={onClose} ref={leave}>
          Close
        </Button>
        {mayKill && <PlanAgain stop={stop} label="Plan a SIGKILL…" kill onPlan={onPlan} />}
        {mayRelease && (
          <Button
            variant="secondary"
            onClick={() =>
              onPlan({ hostId: stop.hostId, text: `TIME_WAIT on ${portText(stop)}`, follows: stop.stopId })
            }
          >
            Plan a release of TIME_WAIT…
          </Button>
        )}
        <Link to={portPath(stop)}>History of this port</Link>
        <Link to={`/audit?stopId=${encodeURIComponent(stop.stopId)}`}>Audit of this stop</Link>
      </div>
    </section>
  );
}
