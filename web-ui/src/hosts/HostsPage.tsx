import { Button, ToggleGroup, ToggleGroupItem } from "@patternfly/react-core";
import { Table, Tbody, Th, Thead, Tr } from "@patternfly/react-table";
import { Cell } from "../ui/Cell";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import type { HostRow, Watch } from "../api/model";
import { useEngaged } from "../live/useEngaged";
import { useHeldRows } from "../live/useHeldRows";
import { MorePages } from "../ui/MorePages";
import { PageHeader } from "../ui/PageHeader";
import { Loaded, NeverHadData, NoMatch } from "../ui/PageStates";
import { rowLook } from "../ui/rowLook";
import { SearchBox } from "../ui/SearchBox";
import { sentence } from "../ui/sentence";
import { StaleNote, useStale } from "../ui/StaleNote";
import { WatchLabel } from "../ui/states";
import { Time } from "../ui/Time";
import { useViewState } from "../ui/useViewState";
import { hostsQuery } from "./queries";

const WATCHES: readonly (readonly [Watch | null, string])[] = [
  [null, "Any"],
  ["LIVE", "Live"],
  ["SILENT", "Silent"],
  ["OFFLINE", "Offline"],
  ["NEVER", "Never connected"],
];

const keyOf = ({ hostId }: HostRow) => hostId;

function HostsTable({ items, view }: { items: readonly HostRow[]; view: string }) {
  const [table, setTable] = useState<HTMLElement | null>(null);
  const { rows, pending, apply } = useHeldRows(items, keyOf, useEngaged(table), view);
  return (
    <div ref={setTable} className="pl-table">
      <div className="pl-pending">
        {pending > 0 && (
          <Button variant="primary" size="sm" onClick={apply}>
            {pending} {pending === 1 ? "change" : "changes"} · Apply
          </Button>
        )}
      </div>
      <Table role="table" aria-label="Hosts" variant="compact" gridBreakPoint="grid-md">
        <Thead>
          <Tr>
            <Th>Host</Th>
            <Th>Agent</Th>
            <Th>Problems</Th>
            <Th>Listeners</Th>
            <Th>Looked at</Th>
            <Th>Kernel</Th>
            <Th>Agent version</Th>
          </Tr>
        </Thead>
        <Tbody>
          {rows.map((host) => (
            <Tr key={host.hostId} className={rowLook(host.watch)}>
              <Cell label="Host">
                <Link to={`/hosts/${encodeURIComponent(host.hostId)}`}>{host.name}</Link>
              </Cell>
              <Cell label="Agent">
                <WatchLabel watch={host.watch} />
              </Cell>
              <Cell label="Problems">
                {host.problems.length === 0 ? "none" : host.problems.map(({ message }) => sentence(message)).join(" ")}
              </Cell>
              <Cell label="Listeners">
                {host.listeners === undefined ? (
                  "unknown"
                ) : (
                  <Link to={`/ports?host=${encodeURIComponent(host.hostId)}`}>{host.listeners.toLocaleString()}</Link>
                )}
              </Cell>
              <Cell label="Looked at">{host.lookedAt === undefined ? "never" : <Time at={host.lookedAt} short />}</Cell>
              <Cell label="Kernel">{host.kernel ?? "unknown"}</Cell>
              <Cell label="Agent version">{host.agentVersion ?? "unknown"}</Cell>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  );
}

/** Every enrolled host and how well it is watched. */
export default function HostsPage() {
  const [params, change] = useViewState();
  const query = useQuery(hostsQuery(params));
  const search = (q: string) => change({ q: q.trim() || undefined, cursor: undefined }, { replace: true });
  const filtered = params.has("q") || params.has("watch") || params.has("policy");
  const clear = () => change({ q: undefined, watch: undefined, policy: undefined, cursor: undefined });
  return (
    <div className="pl-stack">
      <PageHeader title="Hosts" />
      <SearchBox label="Search hosts" placeholder="name" value={params.get("q") ?? ""} onType={search} />
      <div className="pl-row">
        <ToggleGroup aria-label="Agent">
          {WATCHES.map(([watch, text]) => (
            <ToggleGroupItem
              key={text}
              text={text}
              buttonId={`watch-${text}`}
              isSelected={params.get("watch") === watch}
              onChange={() => change({ watch: watch ?? undefined, cursor: undefined })}
            />
          ))}
        </ToggleGroup>
        {filtered && (
          <Button variant="link" isInline onClick={clear}>
            Clear all filters
          </Button>
        )}
      </div>
      {params.has("policy") && (
        <p>
          Only hosts with one and the same <Link to="/settings/protected">policy</Link>.
        </p>
      )}
      <StaleNote stale={useStale(query)} />
      <Loaded query={query} what="hosts">
        {({ items, total, nextCursor, view }) => (
          <>
            <strong>
              {total.toLocaleString()} {total === 1 ? "host" : "hosts"}
            </strong>
            {items.length > 0 ? (
              <HostsTable items={items} view={view} />
            ) : filtered ? (
              <NoMatch what="hosts" onClear={clear} />
            ) : (
              <NeverHadData title="No hosts yet">
                Start an agent with an enrolment token. Its host appears here as soon as it has connected.
              </NeverHadData>
            )}
            <MorePages what="hosts" shown={items.length} total={total} nextCursor={nextCursor} />
          </>
        )}
      </Loaded>
    </div>
  );
}
