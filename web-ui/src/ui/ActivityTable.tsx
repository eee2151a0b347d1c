import { Table, Tbody, Th, Thead, Tr } from "@patternfly/react-table";
import { Cell } from "./Cell";
import { Link } from "react-router";
import type { Activity } from "../api/model";
import { portPath, portText } from "./holderText";
import { Time } from "./Time";

const KINDS: Record<Activity["kind"], string> = {
  opened: "+ opened",
  closed: "− closed",
  holders_changed: "⇄ holders changed",
  gap: "░ not watched",
  rebooted: "↻ rebooted",
};

interface ActivityTableProps {
  items: readonly Activity[];
  /** The host of all entries; absent: each tells its own. */
  hostId?: string;
  name: string;
}

/** What changed on hosts, latest first. */
export function ActivityTable({ items, hostId, name }: ActivityTableProps) {
  return (
    <Table role="table" aria-label={name} variant="compact" gridBreakPoint="grid-md">
      <Thead>
        <Tr>
          <Th>When</Th>
          <Th>What</Th>
          <Th>Port</Th>
          <Th>Process</Th>
          {hostId === undefined && <Th>Host</Th>}
        </Tr>
      </Thead>
      <Tbody>
        {items.map((item, place) => {
          const { protocol, port, hostId: host } = item;
          return (
            <Tr key={`${item.at}/${item.kind}/${item.holdingId ?? place}`}>
              <Cell label="When">
                <Time at={item.at} short />
              </Cell>
              <Cell label="What">
                {KINDS[item.kind]} {item.detail !== undefined && <span className="pl-hint">{item.detail}</span>}
              </Cell>
              <Cell label="Port">
                {protocol === undefined || port === undefined ? (
                  "—"
                ) : (
                  <Link to={portPath({ hostId: host, protocol, port })}>{portText({ protocol, port })}</Link>
                )}
              </Cell>
              <Cell label="Process">
                {item.comm ?? "—"}
                {item.pid !== undefined && ` · ${item.pid}`}
              </Cell>
              {hostId === undefined && (
                <Cell label="Host">
                  <Link to={`/hosts/${encodeURIComponent(host)}`}>{item.hostName}</Link>
                </Cell>
              )}
            </Tr>
          );
        })}
      </Tbody>
    </Table>
  );
}
