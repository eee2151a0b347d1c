import { Label } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { Link, useSearchParams } from "react-router";
import type { Stop } from "../api/model";
import { outcomeText } from "../stop/outcomeText";
import { subjectText } from "../stop/stage";
import { portPath, portText } from "../ui/holderText";
import { Time } from "../ui/Time";
import { patched } from "../ui/useViewState";

const STATES: Record<Stop["state"], string> = {
  PLANNED: "Planned",
  REQUESTED: "Requested",
  RUNNING: "Running",
  SETTLED: "Settled",
  DISCARDED: "Discarded",
};

function State({ stop }: { stop: Stop }) {
  const ended = stop.outcome === undefined ? undefined : outcomeText(stop.outcome);
  return <Label {...(ended === undefined ? {} : { status: ended.status })}>{ended?.title ?? STATES[stop.state]}</Label>;
}

/** Stops, latest first; each opens in the drawer. */
export function StopsTable({ items, name = "Stops" }: { items: readonly Stop[]; name?: string }) {
  const [params] = useSearchParams();
  return (
    <Table aria-label={name} variant="compact" gridBreakPoint="grid-md">
      <Thead>
        <Tr>
          <Th>Planned</Th>
          <Th>Stop</Th>
          <Th>Port</Th>
          <Th>By</Th>
          <Th>Reason</Th>
          <Th>State</Th>
        </Tr>
      </Thead>
      <Tbody>
        {items.map((stop) => (
          <Tr key={stop.stopId}>
            <Td dataLabel="Planned">
              <Time at={stop.plannedAt} short />
            </Td>
            <Td dataLabel="Stop">
              <Link to={{ search: patched(params, { stop: stop.stopId }).toString() }}>{subjectText(stop)}</Link>
            </Td>
            <Td dataLabel="Port">
              <Link to={portPath(stop)}>
                {portText(stop)} on {stop.hostName}
              </Link>
            </Td>
            <Td dataLabel="By">{stop.requestedBy ?? stop.plannedBy}</Td>
            <Td dataLabel="Reason">{stop.reason ?? "—"}</Td>
            <Td dataLabel="State">
              <State stop={stop} />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
