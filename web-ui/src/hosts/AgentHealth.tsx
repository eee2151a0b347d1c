import { Label, Title } from "@patternfly/react-core";
import { Table, Tbody, Th, Thead, Tr } from "@patternfly/react-table";
import { Cell } from "../ui/Cell";
import type { ReactNode } from "react";
import type { HostDetail } from "../api/model";
import { durationMs } from "../ui/time";
import { Time } from "../ui/Time";

const MEBIBYTE = 1024 * 1024;

const timeOf = (at: string | undefined): ReactNode => (at === undefined ? undefined : <Time at={at} />);

function skewText(skew: string | undefined): string | undefined {
  const ms = skew === undefined ? undefined : durationMs(skew);
  if (ms !== undefined && Math.abs(ms) < 1) {
    return "as the server's";
  }
  return ms === undefined
    ? undefined
    : `${(Math.abs(ms) / 1000).toFixed(3)} s ${ms < 0 ? "behind" : "ahead of"} the server`;
}

function factsOf(host: HostDetail): readonly (readonly [string, ReactNode])[] {
  return [
    ["Connected since", timeOf(host.connectedAt)],
    ["Last frame", timeOf(host.lastFrameAt)],
    ["Last look", timeOf(host.lookedAt)],
    ["Clock", skewText(host.skew)],
    ["Agent version", host.agentVersion],
    [
      "Resident memory",
      host.residentBytes === undefined ? undefined : `${(host.residentBytes / MEBIBYTE).toFixed(1)} MiB`,
    ],
    ["Frames not yet acknowledged", host.outboxFrames?.toLocaleString()],
    ["Operating system", host.os],
    ["Kernel", host.kernel],
    ["Boot", host.bootId === undefined ? undefined : <code>{host.bootId}</code>],
    ["Booted", timeOf(host.bootedAt)],
    ["Enrolled", timeOf(host.enrolledAt)],
    ["Host id", <code key="id">{host.hostId}</code>],
  ];
}

/** How the agent of a host is, what it can use there, and what is lost where it can't. */
export function AgentHealth({ host }: { host: HostDetail }) {
  return (
    <div className="pl-stack">
      <dl className="pl-facts">
        {factsOf(host).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value ?? <span className="pl-hint">unknown</span>}</dd>
          </div>
        ))}
      </dl>
      <Title headingLevel="h2">Facilities</Title>
      {host.facilities === undefined ? (
        <p>The agent has not told what it can use.</p>
      ) : (
        <Table role="table" aria-label="Facilities" variant="compact" gridBreakPoint="grid-md">
          <Thead>
            <Tr>
              <Th>Facility</Th>
              <Th>In use</Th>
              <Th>Detail</Th>
              <Th>What that costs</Th>
            </Tr>
          </Thead>
          <Tbody>
            {host.facilities.map(({ name, available, detail, cost }) => (
              <Tr key={name}>
                <Cell label="Facility">
                  <code>{name}</code>
                </Cell>
                <Cell label="In use">
                  <Label status={available ? "success" : "warning"}>{available ? "In use" : "Missing"}</Label>
                </Cell>
                <Cell label="Detail">{detail}</Cell>
                <Cell label="What that costs">{cost ?? (available ? "—" : "nothing")}</Cell>
              </Tr>
            ))}
          </Tbody>
        </Table>
      )}
    </div>
  );
}
