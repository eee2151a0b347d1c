import { Table, Tbody, Th, Thead, Tr } from "@patternfly/react-table";
import { Cell } from "../ui/Cell";
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { api, answer } from "../api/client";
import { given } from "../api/given";
import type { TimeWaitRow } from "../api/model";
import { touchedBy } from "../api/topics";
import { HostName } from "../hosts/HostName";
import { Chips, type Chip } from "../ui/Chips";
import { addressText, portPath } from "../ui/holderText";
import { cursorOf, MorePages } from "../ui/MorePages";
import { PageHeader } from "../ui/PageHeader";
import { Loaded, NeverHadData, NoMatch } from "../ui/PageStates";
import { rowLook } from "../ui/rowLook";
import { SearchBox } from "../ui/SearchBox";
import { StaleNote, useStale } from "../ui/StaleNote";
import { Countdown, Time } from "../ui/Time";
import { useViewState } from "../ui/useViewState";

/** Rows of one page. */
const PAGE = "50";

function timeWaitQuery(params: URLSearchParams) {
  const query = {
    ...given({
      q: params.get("q") ?? undefined,
      host: params.getAll("host"),
      port: params.getAll("port"),
      state: params.getAll("state"),
      cursor: cursorOf(params),
    }),
    limit: PAGE,
  };
  return queryOptions({
    queryKey: ["time-wait", query],
    queryFn: ({ signal }) => answer(api.GET("/api/time-wait", { params: { query }, signal })),
    placeholderData: keepPreviousData,
    meta: touchedBy(["connections", "host"]),
  });
}

const Rows = ({ items }: { items: readonly TimeWaitRow[] }) => (
  <Table role="table" aria-label="TIME_WAIT and closing connections" variant="compact" gridBreakPoint="grid-md">
    <Thead>
      <Tr>
        <Th>Port</Th>
        <Th>Address</Th>
        <Th>State</Th>
        <Th>Count</Th>
        <Th>Last leaves in</Th>
        <Th>Listener now</Th>
        <Th>Host</Th>
        <Th>As of</Th>
      </Tr>
    </Thead>
    <Tbody>
      {items.map((row) => (
        <Tr
          key={`${row.hostId}/${row.address}/${row.device ?? ""}/${row.port}/${row.state}`}
          className={rowLook(row.watch)}
        >
          <Cell label="Port">
            <Link to={portPath({ ...row, protocol: "tcp" })} aria-label={`tcp/${row.port} on ${row.hostName}`}>
              tcp/{row.port}
            </Link>
          </Cell>
          <Cell label="Address">
            <code>{addressText(row)}</code>
          </Cell>
          <Cell label="State">{row.state}</Cell>
          <Cell label="Count">{row.count.toLocaleString()}</Cell>
          <Cell label="Last leaves in">
            {row.lastLeavesAt === undefined ? "—" : <Countdown until={row.lastLeavesAt} />}
          </Cell>
          <Cell label="Listener now">{row.comm ?? "none"}</Cell>
          <Cell label="Host">
            <Link to={`/hosts/${encodeURIComponent(row.hostId)}`}>{row.hostName}</Link>
          </Cell>
          <Cell label="As of">
            <Time at={row.changedAt} short />
          </Cell>
        </Tr>
      ))}
    </Tbody>
  </Table>
);

const FILTERS = ["host", "port", "state"];

const chipOf = (name: string, value: string): Chip =>
  name === "host" ? { name, value, text: <HostName hostId={value} /> } : { name, value };

/** What still sits on ports after the connections have ended, and when it leaves. */
export default function TimeWaitPage() {
  const [params, change] = useViewState();
  const query = useQuery(timeWaitQuery(params));
  const filtered = ["q", "host", "port", "state"].some((name) => params.has(name));
  const clear = () => change({ q: undefined, host: undefined, port: undefined, state: undefined, cursor: undefined });
  return (
    <div className="pl-stack">
      <PageHeader title="TIME_WAIT" />
      <SearchBox
        label="Search TIME_WAIT"
        placeholder="address, port, host"
        value={params.get("q") ?? ""}
        onType={(q) => change({ q: q.trim() || undefined, cursor: undefined }, { replace: true })}
      />
      {filtered && (
        <Chips
          chips={FILTERS.flatMap((name) => params.getAll(name).map((value) => chipOf(name, value)))}
          onRemove={({ name, value }) =>
            change({ [name]: params.getAll(name).filter((other) => other !== value), cursor: undefined })
          }
          onClear={clear}
        />
      )}
      <StaleNote stale={useStale(query)} />
      <Loaded query={query} what="TIME_WAIT">
        {({ items, total, connections, nextCursor, ephemeral }) => (
          <>
            <strong>
              {connections.toLocaleString()} {connections === 1 ? "connection" : "connections"} on{" "}
              {total.toLocaleString()} {total === 1 ? "endpoint" : "endpoints"}
            </strong>
            {items.length > 0 ? (
              <Rows items={items} />
            ) : filtered ? (
              <NoMatch what="endpoints" onClear={clear} />
            ) : (
              <NeverHadData title="Nothing in TIME_WAIT">
                No host has told of ended connections that the kernel still keeps on a port.
              </NeverHadData>
            )}
            <MorePages what="TIME_WAIT" shown={items.length} total={total} nextCursor={nextCursor} />
            {ephemeral.length > 0 && (
              <p className="pl-hint">
                On ephemeral ports, in sum:{" "}
                {ephemeral.map(({ hostName, state, count }) => `${hostName} ${count} ${state}`).join("; ")}
              </p>
            )}
          </>
        )}
      </Loaded>
    </div>
  );
}
