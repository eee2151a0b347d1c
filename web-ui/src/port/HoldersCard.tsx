import { Alert, Title } from "@patternfly/react-core";
import type { Holder, Listener, PortView } from "../api/model";
import { StopButton } from "../stop/StopButton";
import { beganText } from "../ui/edgeText";
import { Commands } from "../ui/Commands";
import { addressText, gapText, managementText, portText, socketOf, userText } from "../ui/holderText";
import { NetworkNote } from "../ui/NetworkNote";
import { Time } from "../ui/Time";
import { Unmanaged } from "../ui/Unmanaged";
import { lookCommands } from "./commands";

function HolderFacts({ holder }: { holder: Holder }) {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["User", userText(holder)],
    ["Managed by", managementText(holder) ?? "nobody"],
    ["Executable", holder.exe],
    ["Command line", holder.cmdline],
    ["Parent", String(holder.parentPid)],
    ["Descriptors", holder.descriptors.join(", ")],
  ];
  return (
    <li className="pl-card">
      <strong>
        {holder.comm} · {holder.process.pid}
      </strong>{" "}
      started <Time at={holder.startedAt} short /> {holder.management.by === "nobody" && <Unmanaged />}
      <dl className="pl-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value ?? <span className="pl-hint">could not be read</span>}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

interface OneListenerProps {
  listener: Listener;
  stale: boolean;
  past: boolean;
}

function OneListener({ listener, stale, past }: OneListenerProps) {
  const gap = gapText(listener.holders);
  return (
    <div className={`pl-listener ${listener.watch === "OFFLINE" ? "pl-hatched" : ""}`}>
      <div className="pl-row pl-spread">
        <span>
          <strong>
            <code>
              {addressText(listener)}:{listener.port}
            </code>
          </strong>{" "}
          <NetworkNote listener={listener} /> since <Time at={listener.began.at} short /> (
          {beganText(listener.began.how)}){listener.certain === false && " · uncertain at that time"}
        </span>
        {!past && <StopButton listener={listener} stale={stale} />}
      </div>
      {gap !== undefined && <Alert isInline isPlain variant="warning" title={`There may be more holders: ${gap}`} />}
      {listener.holders.list.length === 0 && gap === undefined && (
        <p>No process has it open: a socket of the kernel itself (NFS, WireGuard and the like).</p>
      )}
      <ul className="pl-holders">
        {listener.holders.list.map((holder) => (
          <HolderFacts key={`${holder.process.pid}/${holder.process.startTicks}`} holder={holder} />
        ))}
      </ul>
    </div>
  );
}

/** Every socket on the port with every process that has it open. */
export const HoldersCard = ({ port, stale, past }: { port: PortView; stale: boolean; past: boolean }) => (
  <section aria-labelledby="holders-heading" className="pl-stack">
    <Title headingLevel="h2" id="holders-heading">
      Holders
    </Title>
    {port.state === "FREE" && port.listeners.length > 0 && (
      <p>Nothing in the host&apos;s own network; in other networks:</p>
    )}
    {port.listeners.length === 0 && (
      <p>{port.state === "FREE" ? `Nothing holds ${portText(port)}.` : "None that anybody has seen."}</p>
    )}
    {port.listeners.map((listener) => (
      <OneListener key={socketOf(listener)} listener={listener} stale={stale} past={past} />
    ))}
    <details>
      <summary>The same by hand</summary>
      <Commands commands={lookCommands(port)} name="Commands that show the holders" />
    </details>
  </section>
);
