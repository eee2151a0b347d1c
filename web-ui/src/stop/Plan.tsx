import { Alert, Title } from "@patternfly/react-core";
import type { Stop } from "../api/model";
import { Commands } from "../ui/Commands";
import { addressText, managementText, portText, userText } from "../ui/holderText";
import { Time } from "../ui/Time";

function Method({ stop }: { stop: Stop }) {
  return stop.method.by === "systemUnit" ? (
    <>
      systemd stops <strong>{stop.method.unit}</strong>
    </>
  ) : (
    <>
      <strong>{stop.method.signal}</strong> to process {stop.method.process.pid}, once its identity is checked
    </>
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
        To free {portText(stop)} on {addressText(stop)}: <Method stop={stop} />.
      </p>
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
      {stop.comesBack.map(({ code, text }) => (
        <Alert key={code + text} isInline variant="info" title={text} />
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
