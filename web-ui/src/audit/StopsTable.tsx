import { Label } from "@patternfly/react-core";
import { Table, Tbody, Th, Thead, Tr } from "@patternfly/react-table";
import { Cell } from "../ui/Cell";
import { Link, useSearchParams } from "react-router";
import type { Stop } from "../api/model";
import { outcomeText } from "../stop/outcomeText";
import { subjectText } from "../stop/stage";
import { portPath, portText } from "../ui/holderText";
import { Time } from "../ui/Time";
import { patched } from "../ui/useViewState";

const STATES: Record<Stop["state"], string> = {
  PLANNED: "Planned",
  AWAITING_APPROVAL: "Awaiting approval",
  APPROVED: "Approved",
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
    <Table role="table" aria-label={name} variant="compact" gridBreakPoint="grid-md">
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
            <Cell label="Planned">
              <Time at={stop.plannedAt} short />
            </Cell>
            <Cell label="Stop">
              <Link to={{ search: patched(params, { stop: stop.stopId }).toString() }}>{subjectText(stop)}</Link>
            </Cell>
            <Cell label="Port">
              <Link to={portPath(stop)}>
                {portText(stop)} on {stop.hostName}
              </Link>
            </Cell>
            <Cell label="By">{stop.requestedBy ?? stop.plannedBy}</Cell>
            <Cell label="Reason">{stop.reason ?? "—"}</Cell>
            <Cell label="State">
              <State stop={stop} />
            </Cell>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
