import { Button } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useMemo, useState } from "react";
import { Link } from "react-router";
import type { Listener } from "../api/model";
import { beganText, endedText } from "../ui/edgeText";
import { addressText, holdersText, portPath, portText } from "../ui/holderText";
import { Cell } from "../ui/Cell";
import { NetworkNote } from "../ui/NetworkNote";
import { Time } from "../ui/Time";
import type { Held, Merged, Story } from "./holdings";
import { unknownSpans, type Span } from "./layout";

/** Rows on screen before more are asked for. */
const ROWS = 100;

type Row = { at: number; key: string } & ({ is: "held"; held: Held } | { is: "unknown"; span: Span });

function rowOf(held: Held): Row {
  if (held.is === "holding") {
    const { holdingId, began } = held.holding;
    return { is: "held", at: Date.parse(began.at), key: holdingId, held };
  }
  const { address, device = "", from } = held.merged;
  return { is: "held", at: Date.parse(from), key: `${portText(held.on)}/${address}/${device}/${from}`, held };
}

const mergedText = ({ holdings, processes }: Merged): string =>
  `${holdings} short holdings${processes.length === 0 ? "" : ` of ${processes.join(", ")}`}`;

/** Between the last look without and the first with; the comma stays in its line. */
const Then = () => ", by ";

const From = ({ began }: Pick<Listener, "began">) => (
  <>
    {began.after !== undefined && began.after !== began.at && (
      <>
        after <Time at={began.after} short />
        <Then />
      </>
    )}
    <Time at={began.at} short /> <span className="pl-hint">{beganText(began.how)}</span>
  </>
);

const Until = ({ ended }: Pick<Listener, "ended">) =>
  ended === undefined ? (
    "still held"
  ) : (
    <>
      {ended.after !== ended.at && (
        <>
          after <Time at={ended.after} short />
          <Then />
        </>
      )}
      <Time at={ended.at} short /> <span className="pl-hint">{endedText(ended.how)}</span>
    </>
  );

function HeldRow({ held, hostId }: { held: Held; hostId: string | undefined }) {
  const on = held.is === "holding" ? held.holding : held.on;
  return (
    <Tr>
      {hostId !== undefined && (
        <Cell label="Port">
          <Link to={portPath({ ...on, hostId })}>{portText(on)}</Link>
        </Cell>
      )}
      <Cell label="Address">
        <code>{addressText(held.is === "holding" ? held.holding : held.merged)}</code>{" "}
        {held.is === "holding" && <NetworkNote listener={held.holding} />}
      </Cell>
      <Cell label="Holder">{held.is === "holding" ? holdersText(held.holding.holders) : mergedText(held.merged)}</Cell>
      <Cell label="From">
        {held.is === "holding" ? <From {...held.holding} /> : <Time at={held.merged.from} short />}
      </Cell>
      <Cell label="Until">
        {held.is === "holding" ? <Until {...held.holding} /> : <Time at={held.merged.to} short />}
      </Cell>
    </Tr>
  );
}

const UnknownRow = ({ span, ports }: { span: Span; ports: boolean }) => (
  <Tr className="pl-hatched">
    {ports && <Cell label="Port">all</Cell>}
    <Cell label="Address">—</Cell>
    <Cell label="Holder">unknown: not watched</Cell>
    <Cell label="From">
      <Time at={new Date(span.from)} short />
    </Cell>
    <Cell label="Until">
      <Time at={new Date(span.until)} short />
    </Cell>
  </Tr>
);

interface HoldingsTableProps {
  story: Story;
  name: string;
  /** Set: the story is of several ports of this host, so each row names its own. */
  hostId?: string;
}

/** The timeline's equal: the same holdings and the same times without watching, latest first. */
export function HoldingsTable({ story, name, hostId }: HoldingsTableProps) {
  const [limit, setLimit] = useState(ROWS);
  const ports = hostId !== undefined;
  const rows = useMemo<readonly Row[]>(() => {
    const gaps = unknownSpans(story.range, story.known).map((span): Row => ({
      is: "unknown",
      at: span.from,
      key: `unknown/${span.from}`,
      span,
    }));
    return [...story.held.map(rowOf), ...gaps].sort((a, b) => b.at - a.at);
  }, [story]);
  return (
    <>
      <Table role="table" aria-label={name} variant="compact" gridBreakPoint="grid-md">
        <Thead>
          <Tr>
            {ports && <Th>Port</Th>}
            <Th>Address</Th>
            <Th>Holder</Th>
            <Th>From</Th>
            <Th>Until</Th>
          </Tr>
        </Thead>
        <Tbody>
          {rows.length === 0 && (
            <Tr>
              <Td colSpan={ports ? 5 : 4}>
                {ports ? "Watched all the time, and no port was held." : "Watched all the time, and nobody held it."}
              </Td>
            </Tr>
          )}
          {rows
            .slice(0, limit)
            .map((row) =>
              row.is === "held" ? (
                <HeldRow key={row.key} held={row.held} hostId={hostId} />
              ) : (
                <UnknownRow key={row.key} span={row.span} ports={ports} />
              ),
            )}
        </Tbody>
      </Table>
      {rows.length > limit && (
        <Button variant="link" onClick={() => setLimit(limit + ROWS)}>
          Show {Math.min(ROWS, rows.length - limit)} more of {rows.length}
        </Button>
      )}
    </>
  );
}
