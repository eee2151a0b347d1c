import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Listener } from "../api/model";
import { addressText, holdersText, managementText, portPath, portText, userText } from "../ui/holderText";
import { WatchLabel } from "../ui/states";
import { Countdown, Time } from "../ui/Time";
import { HolderGap } from "../ui/HolderGap";
import { NetworkNote } from "../ui/NetworkNote";
import { Unmanaged } from "../ui/Unmanaged";

export interface Column {
  id: string;
  title: string;
  /** Columns of the CSV that say the same. */
  csv: readonly string[];
  /** The API's name of the order; absent: it can't be sorted by this. */
  sort?: string;
  /** Shown unless chosen otherwise. */
  usual: boolean;
  cell: (listener: Listener) => ReactNode;
}

const distinct = (texts: readonly string[]): string => [...new Set(texts)].join(", ") || "—";

function TimeWaitCell({ listener }: { listener: Listener }) {
  if (listener.protocol === "UDP" || listener.network === "OTHER") {
    return "—"; // UDP has none, and in other networks than the host's nobody counts them
  }
  const { count, lastLeavesAt } = listener.timeWait ?? { count: 0 };
  const to = `/time-wait?host=${encodeURIComponent(listener.hostId)}&port=${listener.port}`;
  return (
    <>
      <Link to={to} aria-label={`${count} TIME_WAIT on ${portText(listener)}`}>
        {count}
      </Link>
      {count > 0 && lastLeavesAt !== undefined && (
        <>
          {" · "}
          <Countdown until={lastLeavesAt} />
        </>
      )}
    </>
  );
}

export const COLUMNS: readonly Column[] = [
  {
    id: "port",
    title: "Port",
    csv: ["protocol", "port"],
    sort: "port",
    usual: true,
    cell: (row) => (
      <Link to={portPath(row)} aria-label={`${portText(row)} on ${row.hostName}`}>
        {portText(row)}
      </Link>
    ),
  },
  {
    id: "bind",
    title: "Bind",
    csv: ["address", "network"],
    sort: "address",
    usual: true,
    cell: (row) => (
      <>
        <code>{addressText(row)}</code> <NetworkNote listener={row} />
      </>
    ),
  },
  {
    id: "process",
    title: "Process · PID",
    csv: ["process", "pid"],
    sort: "process",
    usual: true,
    cell: (row) => (
      <>
        {holdersText(row.holders)} <HolderGap holders={row.holders} />
        {row.ownerKind === "UNMANAGED" && <Unmanaged />}
      </>
    ),
  },
  {
    id: "user",
    title: "User",
    csv: ["user"],
    sort: "user",
    usual: true,
    cell: (row) => distinct(row.holders.list.map(userText)),
  },
  {
    id: "unit",
    title: "Unit / container",
    csv: ["unit", "container"],
    sort: "unit",
    usual: true,
    cell: (row) => distinct(row.holders.list.flatMap((holder) => managementText(holder) ?? [])),
  },
  {
    id: "host",
    title: "Host",
    csv: ["host"],
    sort: "host",
    usual: true,
    cell: (row) => (
      <>
        <Link to={`/hosts/${encodeURIComponent(row.hostId)}`}>{row.hostName}</Link>{" "}
        {row.watch !== "LIVE" && <WatchLabel watch={row.watch} />}
      </>
    ),
  },
  {
    id: "timeWait",
    title: "TIME_WAIT",
    csv: ["timeWait"],
    usual: true,
    cell: (row) => <TimeWaitCell listener={row} />,
  },
  {
    id: "began",
    title: "Since",
    csv: ["began"],
    sort: "began",
    usual: false,
    cell: (row) => <Time at={row.began.at} short />,
  },
  {
    id: "cmdline",
    title: "Command line",
    csv: ["cmdline"],
    usual: false,
    cell: (row) => (
      <code className="pl-cmdline">{distinct(row.holders.list.flatMap(({ cmdline }) => cmdline ?? []))}</code>
    ),
  },
  {
    id: "exe",
    title: "Executable",
    csv: ["exe"],
    usual: false,
    cell: (row) => <code>{distinct(row.holders.list.flatMap(({ exe }) => exe ?? []))}</code>,
  },
];

/** The columns a URL asks for (`columns=port,host`); those that are usual when it names none. */
export function columnsOf(params: URLSearchParams): readonly Column[] {
  const names = params.get("columns")?.split(",") ?? [];
  const chosen = COLUMNS.filter(({ id }) => names.includes(id));
  return chosen.length > 0 ? chosen : COLUMNS.filter(({ usual }) => usual);
}
