import { Alert, Button, Title } from "@patternfly/react-core";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useMayStop } from "../access/session";
import type { Claimant, FailedBind, HeldSocket } from "../api/model";
import { ReleaseButton } from "../stop/ReleaseButton";
import { usePlanStop } from "../stop/StopLauncher";
import { Commands } from "../ui/Commands";
import {
  gapText,
  managementText as holderManagement,
  networkText,
  portPath,
  portText,
  userText,
} from "../ui/holderText";
import { Sentences } from "../ui/Sentences";
import { Countdown, Time } from "../ui/Time";
import { FailedBindActions } from "./FailedBindActions";
import { causeText, claimantText, flagsText, managementText, socketText, wantedEndpoint, wantedText } from "./text";

type Facts = readonly (readonly [string, ReactNode])[];

const FactList = ({ facts }: { facts: Facts }) => (
  <dl className="pl-facts">
    {facts.map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value ?? <span className="pl-hint">could not be read</span>}</dd>
      </div>
    ))}
  </dl>
);

function claimantFacts({ claimant, ...failed }: FailedBind): Facts {
  const user = claimant.user;
  const parent = claimant.parent;
  const network = networkText(failed, [claimant.management]);
  return [
    [
      "Wanted",
      `${failed.protocol.toLowerCase()} ${wantedText(failed)}${failed.call === "LISTEN" ? ", at listen(2)" : ""}`,
    ],
    ...(network === undefined ? [] : [["Where", network] as const]),
    ["Flags", flagsText(failed.flags)],
    ["User", user === undefined ? undefined : (user.name ?? `uid ${user.uid}`)],
    ["Managed by", managementText(claimant)],
    ["Executable", claimant.exe],
    ["Command line", claimant.cmdline],
    ["Parent", parent === undefined ? undefined : `${parent.comm ?? "?"} · ${parent.pid}`],
    ["Started", claimant.startedAt === undefined ? undefined : <Time at={claimant.startedAt} short />],
  ];
}

const ended = ({ process }: Claimant) => process === undefined;

function HolderInTheWay({ held, failed, stale }: { held: HeldSocket; failed: FailedBind; stale: boolean }) {
  const plan = usePlanStop();
  const mayStop = useMayStop();
  const { holdingId, holders, socket } = held;
  const gap = gapText(holders);
  const [first] = holders.list;
  const text = `${first === undefined ? socketText(held) : `${first.comm} ${first.process.pid}`} on ${portText(failed)}`;
  const why = !mayStop
    ? "Needs the role operator or admin"
    : stale || failed.watch !== "LIVE"
      ? "Not seen live right now"
      : undefined;
  return (
    <li className="pl-card">
      <div className="pl-row pl-spread">
        <code>{socketText(held)}</code>
        {holdingId === undefined ? (
          <span className="pl-hint">
            {socket.leavesAt === undefined ? (
              "does not hold the port any more"
            ) : (
              <>
                leaves in <Countdown until={socket.leavesAt} over="has left" />
              </>
            )}
          </span>
        ) : (
          <Button
            variant="secondary"
            isDanger
            size="sm"
            isAriaDisabled={why !== undefined}
            title={why}
            aria-label={`Stop ${text}…`}
            data-stop={holdingId}
            onClick={() => plan({ hostId: failed.hostId, holdingId, text })}
          >
            Stop…
          </Button>
        )}
      </div>
      {gap !== undefined && <Alert isInline isPlain variant="warning" title={`There may be more holders: ${gap}`} />}
      {holders.list.map((holder) => (
        <div key={`${holder.process.pid}/${holder.process.startTicks}`}>
          <strong>
            {holder.comm} · {holder.process.pid}
          </strong>{" "}
          started <Time at={holder.startedAt} short />
          <FactList
            facts={[
              ["User", userText(holder)],
              ["Managed by", holderManagement(holder) ?? "nobody"],
              ["Command line", holder.cmdline ?? holder.exe],
            ]}
          />
        </div>
      ))}
    </li>
  );
}

function Why({ failed, stale }: { failed: FailedBind; stale: boolean }) {
  const { diagnosis } = failed;
  if (diagnosis === undefined) {
    return <p>Nobody has judged why it failed: the agent has told what it saw and no more.</p>;
  }
  return (
    <>
      <section className="pl-stack-tight">
        <Title headingLevel="h3">Why</Title>
        <p>
          <strong>{diagnosis.summary}</strong>
          {diagnosis.also.length > 0 && <> Besides: {diagnosis.also.map(causeText).join(", ")}.</>}
        </p>
      </section>
      <Sentences title="Evidence" sentences={diagnosis.evidence} />
      <section className="pl-stack-tight">
        <Title headingLevel="h3">Remedy</Title>
        <p>{diagnosis.remedy}</p>
        {diagnosis.commands.length > 0 && <Commands commands={diagnosis.commands} name="Commands of the remedy" />}
        {diagnosis.cause === "timeWaitOnly" && (
          <div>
            <ReleaseButton
              hostId={failed.hostId}
              endpoint={wantedEndpoint(failed)}
              watch={failed.watch}
              stale={stale}
              held={false}
            />
          </div>
        )}
      </section>
      {diagnosis.warnings.map((warning) => (
        <Alert key={warning} isInline isPlain variant="warning" title={warning} />
      ))}
      <Sentences title="What could not be seen" sentences={diagnosis.unknown} />
    </>
  );
}

/** Claimant against holder, why, and what can be done. */
export function FailedBindDetail({ failed, stale }: { failed: FailedBind; stale: boolean }) {
  const { claimant, inTheWay, moreInTheWay } = failed;
  return (
    <div className="pl-stack">
      <div className="pl-against">
        <section className="pl-stack-tight">
          <Title headingLevel="h3">Claimant</Title>
          <div className="pl-card">
            <strong>{claimantText(claimant)}</strong>{" "}
            {ended(claimant) && <span className="pl-hint">had ended before it could be read</span>}
            <FactList facts={claimantFacts(failed)} />
          </div>
        </section>
        <section className="pl-stack-tight">
          <Title headingLevel="h3">In the way</Title>
          {inTheWay.length === 0 ? (
            <p>No socket was seen in the way.</p>
          ) : (
            <ul className="pl-holders pl-holders-flush">
              {inTheWay.map((held, place) => (
                <HolderInTheWay key={held.socket.id ?? place} held={held} failed={failed} stale={stale} />
              ))}
            </ul>
          )}
          {moreInTheWay > 0 && <p>and {moreInTheWay.toLocaleString()} more sockets</p>}
        </section>
      </div>
      <Why failed={failed} stale={stale} />
      {failed.errno === undefined && (
        <p className="pl-hint">
          {failed.error !== undefined && `${failed.error} is concluded from the cause. `}
          The host&apos;s source of events only sees that there was no success, not the error; see the agent&apos;s
          facilities on its <Link to={`/hosts/${encodeURIComponent(failed.hostId)}?tab=agent`}>page</Link>.
        </p>
      )}
      <div className="pl-row pl-spread">
        <FailedBindActions failed={failed} stale={stale} />
        <Link to={portPath(failed)}>
          {portText(failed)} on {failed.hostName}
        </Link>
      </div>
    </div>
  );
}
