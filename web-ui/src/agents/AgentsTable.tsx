import { Button } from "@patternfly/react-core";
import { Table, Tbody, Th, Thead, Tr } from "@patternfly/react-table";
import { useState } from "react";
import { Link } from "react-router";
import type { Agent } from "../api/model";
import { useEngaged } from "../live/useEngaged";
import { useHeldRows } from "../live/useHeldRows";
import { Cell } from "../ui/Cell";
import { Ago } from "../ui/Time";
import { useNow } from "../ui/useNow";
import { StatusLabel } from "./StatusLabel";
import { clockText, eventsOf, lagText, shortKey, troublesOf } from "./text";

const keyOf = ({ hostId }: Agent) => hostId;

interface AgentsTableProps {
  items: readonly Agent[];
  view: string;
  onOpen: (hostId: string) => void;
}

export function AgentsTable({ items, view, onOpen }: AgentsTableProps) {
  const [table, setTable] = useState<HTMLElement | null>(null);
  const { rows, pending, apply } = useHeldRows(items, keyOf, useEngaged(table), view);
  const now = useNow(1000);
  return (
    <div ref={setTable} className="pl-table">
      <div className="pl-pending">
        {pending > 0 && (
          <Button variant="primary" size="sm" onClick={apply}>
            {pending} {pending === 1 ? "change" : "changes"} · Apply
          </Button>
        )}
      </div>
      <Table role="table" aria-label="Agents" variant="compact" gridBreakPoint="grid-md">
        <Thead>
          <Tr>
            <Th>Host</Th>
            <Th>Status</Th>
            <Th>To see to</Th>
            <Th>Last seen</Th>
            <Th>Behind by</Th>
            <Th>Clock</Th>
            <Th>Events</Th>
            <Th>Version</Th>
            <Th>Key</Th>
            <Th screenReaderText="Details" />
          </Tr>
        </Thead>
        <Tbody>
          {rows.map((agent) => (
            <Tr key={agent.hostId}>
              <Cell label="Host">
                <Link to={`/hosts/${encodeURIComponent(agent.hostId)}`}>{agent.name}</Link>
              </Cell>
              <Cell label="Status">
                <StatusLabel status={agent.status} />
              </Cell>
              <Cell label="To see to">{troublesOf(agent).join(" ") || "nothing"}</Cell>
              <Cell label="Last seen">
                {agent.lastFrameAt === undefined ? "never" : <Ago at={agent.lastFrameAt} />}
              </Cell>
              <Cell label="Behind by">{lagText(agent, now)}</Cell>
              <Cell label="Clock">{clockText(agent.skew)}</Cell>
              <Cell label="Events">{eventsOf(agent)}</Cell>
              <Cell label="Version">{agent.agentVersion ?? "unknown"}</Cell>
              <Cell label="Key">
                <code>{shortKey(agent.keyId)}</code>
              </Cell>
              <Cell label="Details">
                <Button
                  variant="link"
                  isInline
                  data-agent={agent.hostId}
                  aria-label={`Details of ${agent.name}`}
                  onClick={() => onOpen(agent.hostId)}
                >
                  Details…
                </Button>
              </Cell>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  );
}
