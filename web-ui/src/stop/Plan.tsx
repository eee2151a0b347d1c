import { Alert, Title } from "@patternfly/react-core";
import type { Stop } from "../api/model";
import { Commands } from "../ui/Commands";
import { addressText, managementText, portText, userText } from "../ui/holderText";
import { Countdown, Time } from "../ui/Time";

function Method({ method }: { method: Stop["method"] }) {
  switch (method.by) {
    case "systemUnit":
      return (
        <>
          systemd stops <strong>{method.unit}</strong>
        </>
      );
    case "systemUnits":
      return (
        <>
          systemd stops <strong>{method.units.join(", ")}</strong> together, since systemd itself holds the socket
        </>
      );
    case "userUnit":
      return (
        <>
          the service manager of user {method.uid} stops <strong>{method.unit}</strong>
        </>
      );
    case "container":
      return (
        <>
          {method.runtime} {method.signal === "SIGKILL" ? <strong>kills</strong> : "stops"} container{" "}
          <strong>{method.name ?? method.id.slice(0, 12)}</strong>; the engine goes on
        </>
      );
    case "process":
      return (
        <>
          <strong>{method.signal}</strong> to process {method.process.pid}, once its identity is checked
        </>
      );
    case "releaseTimeWait":
      return (
        <>
          the kernel <strong>releases the TIME_WAIT sockets</strong> that keep it from being bound, and touches no other
          socket
        </>
      );
  }
}

/** Remarks that say that the port will hardly stay free. */
const COMES_BACK_AT_ONCE = new Set(["supervised", "upheld_by", "parent_respawned"]);

/** How many there were, and when they would be gone by themselves. */
function TimeWait({ left }: { left: NonNullable<Stop["timeWait"]> }) {
  return (
    <p>
      {left.count.toLocaleString()} in TIME_WAIT when it was planned
      {left.lastLeavesAt !== undefined && (
        <>
          ; without a release the last one leaves in <Countdown until={left.lastLeavesAt} over="no time: it has left" />
        </>
      )}
      . A server that sets SO_REUSEADDR does not have to wait for them, provided the old one had set it too.
    </p>
  );
}

/** What would be done, to whom, what else ends, what comes back, and what an operator would type instead. */
export function Plan({ stop }: { stop: Stop }) {
  return (
    <section aria-labelledby="plan-heading" className="pl-stack">
      <Title headingLevel="h3" id="plan-heading">
        1 · Plan
      </Title>
      <p>
        To free {portText(stop)} on {addressText(stop)}: <Method method={stop.method} />.
      </p>
      {stop.timeWait !== undefined && <TimeWait left={stop.timeWait} />}
      <dl className="pl-facts">
        {stop.holders.map((holder) => (
          <div key={holder.process.pid}>
            <dt>
              {holder.comm} · {holder.process.pid}
            </dt>
            <dd>
              {userText(holder)} · {managementText(holder) ?? "no unit or container"} · started{" "}
              <Time at={holder.startedAt} short />
              {holder.cmdline !== undefined && <code className="pl-cmdline">{holder.cmdline}</code>}
            </dd>
          </div>
        ))}
      </dl>
      {stop.alsoEnds.length > 0 && (
        <Alert isInline variant="warning" title={`Also ends ${stop.alsoEnds.length}`}>
          <ul>
            {stop.alsoEnds.map(({ text }) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </Alert>
      )}
      {stop.dependents.length > 0 && (
        <Alert
          isInline
          variant="info"
          title={stop.dependents.length === 1 ? "1 unit depends on it" : `${stop.dependents.length} units depend on it`}
        >
          <ul>
            {stop.dependents.map(({ code, text }) => (
              <li key={code + text}>{text}</li>
            ))}
          </ul>
        </Alert>
      )}
      {stop.comesBack.map(({ code, text }) => (
        <Alert
          key={code + text}
          isInline
          variant={COMES_BACK_AT_ONCE.has(code) ? "warning" : "info"}
          title={text}
          component="p"
        />
      ))}
      {stop.warnings.map(({ code, text }) => (
        <Alert key={code + text} isInline variant="warning" title={text} />
      ))}
      {stop.commands.length > 0 && (
        <div>
          <p>The same by hand:</p>
          <Commands commands={stop.commands} name="Commands of the plan" />
        </div>
      )}
      <p className="pl-hint">
        Planned by {stop.plannedBy} at <Time at={stop.plannedAt} short />
      </p>
    </section>
  );
}
