import { Table, Tbody, Th, Thead, Tr } from "@patternfly/react-table";
import { HostName } from "../hosts/HostName";
import { Cell } from "../ui/Cell";
import { Link, useSearchParams } from "react-router";
import type { AuditEntry } from "../api/model";
import { portPath, portText } from "../ui/holderText";
import { Time } from "../ui/Time";
import { Change } from "./Change";
import { changesOf } from "./change";
import { patched } from "../ui/useViewState";

function Target({ entry }: { entry: AuditEntry }) {
  const { hostId, protocol, port } = entry;
  if (hostId === undefined) {
    return "—";
  }
  return protocol === undefined || port === undefined ? (
    <Link to={`/hosts/${encodeURIComponent(hostId)}`}>
      <HostName hostId={hostId} />
    </Link>
  ) : (
    <Link to={portPath({ hostId, protocol, port })}>
      {portText({ protocol, port })} on <HostName hostId={hostId} />
    </Link>
  );
}

function Actor({ entry: { actor, actorKind } }: { entry: AuditEntry }) {
  switch (actorKind) {
    case "AGENT":
      return (
        <>
          agent of <HostName hostId={actor} />
        </>
      );
    case "SERVER":
      return "the server";
    default:
      return actor;
  }
}

function Detail({ entry }: { entry: AuditEntry }) {
  return (
    <details>
      <summary>
        <code>{entry.hash.slice(0, 12)}</code>
        {changesOf(entry.detail) !== undefined && " · what was changed"}
      </summary>
      <dl className="pl-facts">
        <div>
          <dt>Hash</dt>
          <dd>
            <code className="pl-cmdline">{entry.hash}</code>
          </dd>
        </div>
        <div>
          <dt>Previous</dt>
          <dd>
            <code className="pl-cmdline">{entry.previous}</code>
          </dd>
        </div>
      </dl>
      <Change detail={entry.detail} />
    </details>
  );
}

/** Entries of the log: who did what to what, when and why, with the hashes that chain them. */
export function AuditTable({ items, name = "Audit log" }: { items: readonly AuditEntry[]; name?: string }) {
  const [params] = useSearchParams();
  return (
    <Table role="table" aria-label={name} variant="compact" gridBreakPoint="grid-lg">
      <Thead>
        <Tr>
          <Th>#</Th>
          <Th>When</Th>
          <Th>Who</Th>
          <Th>What</Th>
          <Th>Target</Th>
          <Th>Reason</Th>
          <Th>Hash</Th>
        </Tr>
      </Thead>
      <Tbody>
        {items.map((entry) => (
          <Tr key={entry.sequence}>
            <Cell label="#">{entry.sequence}</Cell>
            <Cell label="When">
              <Time at={entry.at} short />
            </Cell>
            <Cell label="Who">
              <Actor entry={entry} />
            </Cell>
            <Cell label="What">
              {entry.stopId === undefined ? (
                <code>{entry.action}</code>
              ) : (
                <Link to={{ search: patched(params, { stop: entry.stopId }).toString() }}>
                  <code>{entry.action}</code>
                </Link>
              )}
            </Cell>
            <Cell label="Target">
              <Target entry={entry} />
            </Cell>
            <Cell label="Reason">
              <span className="pl-reason">{entry.reason ?? "—"}</span>
            </Cell>
            <Cell label="Hash">
              <Detail entry={entry} />
            </Cell>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
