import { Table, Tbody, Th, Thead, Tr } from "@patternfly/react-table";
import { Link } from "react-router";
import type { FailedBind } from "../api/model";
import { Cell } from "../ui/Cell";
import { portPath, portText } from "../ui/holderText";
import { Time } from "../ui/Time";
import { causeText, claimantText, errorText, inTheWayText, stateText, wantedText } from "./text";

interface FailedBindsTableProps {
  items: readonly FailedBind[];
  name: string;
  /** Whether rows are of different ports. */
  ofHost?: boolean;
}

/** The page of conflicts with this one opened. */
const conflictPath = ({ hostId, port, failedId, state }: FailedBind) => {
  const asked = new URLSearchParams({ tab: state.is, host: hostId, port: String(port), show: failedId });
  return `/conflicts?${asked.toString()}`;
};

/** Failed binds in short, the newest first; the twin of the marks on the timeline. */
export function FailedBindsTable({ items, name, ofHost = false }: FailedBindsTableProps) {
  return (
    <Table role="table" aria-label={name} variant="compact" gridBreakPoint="grid-md">
      <Thead>
        <Tr>
          <Th>Last</Th>
          <Th>First</Th>
          <Th>Times</Th>
          <Th>Wanted</Th>
          <Th>Claimant</Th>
          <Th>In the way</Th>
          <Th>Why</Th>
          <Th>State</Th>
        </Tr>
      </Thead>
      <Tbody>
        {items.map((failed) => (
          <Tr key={failed.failedId}>
            <Cell label="Last">
              <Link to={conflictPath(failed)}>
                <Time at={failed.lastAt} short />
              </Link>
            </Cell>
            <Cell label="First">
              <Time at={failed.firstAt} short />
            </Cell>
            <Cell label="Times">×{failed.times.toLocaleString()}</Cell>
            <Cell label="Wanted">
              {ofHost && (
                <>
                  <Link to={portPath(failed)}>{portText(failed)}</Link>{" "}
                </>
              )}
              <code>{wantedText(failed)}</code>
            </Cell>
            <Cell label="Claimant">{claimantText(failed.claimant)}</Cell>
            <Cell label="In the way">{inTheWayText(failed)}</Cell>
            <Cell label="Why">
              {causeText(failed.diagnosis?.cause)} <span className="pl-hint">{errorText(failed)}</span>
            </Cell>
            <Cell label="State">{stateText(failed.state)}</Cell>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
