import { Label, Title } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import type { ReactNode } from "react";
import type { HostDetail } from "../api/model";
import { durationMs } from "../ui/time";
import { Time } from "../ui/Time";

const MEBIBYTE = 1024 * 1024;

const timeOf = (at: string | undefined): ReactNode => (at === undefined ? undefined : <Time at={at} />);

function skewText(skew: string | undefined): string | undefined {
  const ms = skew === undefined ? undefined : durationMs(skew);
  return ms === undefined ? undefined : `${(ms / 1000).toFixed(3)} s ahead of the server`;
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
        <Table aria-label="Facilities" variant="compact" gridBreakPoint="grid-md">
          <Thead>
            <Tr>
              <Th>Facility</Th>
              <Th>In use</Th>
              <Th>Detail</Th>
              <Th>What is lost without</Th>
            </Tr>
          </Thead>
          <Tbody>
            {host.facilities.map(({ name, available, detail, cost }) => (
              <Tr key={name}>
                <Td dataLabel="Facility">
                  <code>{name}</code>
                </Td>
                <Td dataLabel="In use">
                  <Label status={available ? "success" : "warning"}>{available ? "In use" : "Missing"}</Label>
                </Td>
                <Td dataLabel="Detail">{detail}</Td>
                <Td dataLabel="What is lost without">{cost ?? "nothing"}</Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
      )}
    </div>
  );
}
