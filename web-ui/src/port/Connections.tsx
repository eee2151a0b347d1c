import { Title } from "@patternfly/react-core";
import { Table, Tbody, Th, Thead, Tr } from "@patternfly/react-table";
import { Cell } from "../ui/Cell";
import type { PortView } from "../api/model";
import { ReleaseButton } from "../stop/ReleaseButton";
import { Commands } from "../ui/Commands";
import { addressText } from "../ui/holderText";
import { Countdown, Time } from "../ui/Time";
import { connectionCommands } from "./commands";
import { isHeld, releasedAt } from "./release";

/** TIME_WAIT and closing connections on the port, which can keep it from being bound. */
export function Connections({ port, stale }: { port: PortView; stale: boolean }) {
  const release = releasedAt(port);
  const rows = port.connections.filter(({ count }) => count > 0);
  const last = rows
    .flatMap(({ lastLeavesAt }) => lastLeavesAt ?? [])
    .sort()
    .at(-1);
  const timeWait = rows.filter(({ state }) => state === "TIME_WAIT").reduce((sum, { count }) => sum + count, 0);
  return (
    <section aria-labelledby="time-wait-heading" className="pl-stack">
      <Title headingLevel="h2" id="time-wait-heading">
        TIME_WAIT
      </Title>
      <p>
        {timeWait === 0 ? "No connection in TIME_WAIT" : `${timeWait.toLocaleString()} in TIME_WAIT`}
        {last !== undefined && (
          <>
            {" "}
            · the last one leaves in <Countdown until={last} />
          </>
        )}
      </p>
      {rows.length > 0 && (
        <>
          <Table role="table" aria-label="Connections on the port" variant="compact" gridBreakPoint="grid-md">
            <Thead>
              <Tr>
                <Th>Address</Th>
                <Th>State</Th>
                <Th>Count</Th>
                <Th>Last leaves</Th>
                <Th>As of</Th>
              </Tr>
            </Thead>
            <Tbody>
              {rows.map((row) => (
                <Tr key={`${row.address}/${row.device ?? ""}/${row.state}`}>
                  <Cell label="Address">
                    <code>{addressText(row)}</code>
                  </Cell>
                  <Cell label="State">{row.state}</Cell>
                  <Cell label="Count">{row.count}</Cell>
                  <Cell label="Last leaves">
                    {row.lastLeavesAt === undefined ? "—" : <Time at={row.lastLeavesAt} short />}
                  </Cell>
                  <Cell label="As of">
                    <Time at={row.changedAt} short />
                  </Cell>
                </Tr>
              ))}
            </Tbody>
          </Table>
          {release !== undefined && (
            <div>
              <ReleaseButton
                hostId={port.hostId}
                endpoint={release}
                watch={port.watch}
                stale={stale}
                held={isHeld(port, release)}
              />
            </div>
          )}
          <p>
            A server that sets SO_REUSEADDR binds in spite of TIME_WAIT, provided the old one had set it too. To see
            them by hand:
          </p>
          <Commands commands={connectionCommands(port)} name="Commands that show the connections" />
        </>
      )}
    </section>
  );
}
