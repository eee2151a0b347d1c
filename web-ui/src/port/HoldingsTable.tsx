import { Button } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { Cell } from "../ui/Cell";
import { useMemo, useState } from "react";
import type { Listener, PortHistory } from "../api/model";
import { unknownSpans, type Span } from "../timeline/layout";
import { addressText, holdersText, portText } from "../ui/holderText";
import { beganText, endedText } from "../ui/edgeText";
import { Time } from "../ui/Time";
import { pictured } from "./holdings";
import type { PortAddress } from "./queries";

/** Rows on screen before more are asked for. */
const ROWS = 100;

type Merged = PortHistory["merged"][number];

type Row =
  | { is: "holding"; at: number; holding: Listener }
  | { is: "merged"; at: number; merged: Merged }
  | { is: "unknown"; at: number; span: Span };

function HoldingRow({ holding }: { holding: Listener }) {
  const { began, ended } = holding;
  return (
    <Tr>
      <Cell label="From">
        {began.after !== undefined && began.after !== began.at && (
          <>
            after <Time at={began.after} />, by{" "}
          </>
        )}
        <Time at={began.at} /> <span className="pl-hint">{beganText(began.how)}</span>
      </Cell>
      <Cell label="Until">
        {ended === undefined ? (
          "still held"
        ) : (
          <>
            {ended.after !== ended.at && (
              <>
                after <Time at={ended.after} />, by{" "}
              </>
            )}
            <Time at={ended.at} /> <span className="pl-hint">{endedText(ended.how)}</span>
          </>
        )}
      </Cell>
      <Cell label="Address">
        <code>{addressText(holding)}</code>
      </Cell>
      <Cell label="Holder">{holdersText(holding.holders)}</Cell>
    </Tr>
  );
}

const MergedRow = ({ merged }: { merged: Merged }) => (
  <Tr>
    <Cell label="From">
      <Time at={merged.from} />
    </Cell>
    <Cell label="Until">
      <Time at={merged.to} />
    </Cell>
    <Cell label="Address">
      <code>{addressText(merged)}</code>
    </Cell>
    <Cell label="Holder">
      {merged.holdings} short holdings of {merged.processes.join(", ")}
    </Cell>
  </Tr>
);

function AnyRow({ row }: { row: Row }) {
  switch (row.is) {
    case "holding":
      return <HoldingRow holding={row.holding} />;
    case "merged":
      return <MergedRow merged={row.merged} />;
    case "unknown":
      return <UnknownRow span={row.span} />;
  }
}

const UnknownRow = ({ span }: { span: Span }) => (
  <Tr className="pl-hatched">
    <Cell label="From">
      <Time at={new Date(span.from)} />
    </Cell>
    <Cell label="Until">
      <Time at={new Date(span.until)} />
    </Cell>
    <Cell label="Address">—</Cell>
    <Cell label="Holder">unknown: not watched</Cell>
  </Tr>
);

/** The timeline's equal: the same holdings and the same times without watching, latest first. */
export function HoldingsTable({ history, address }: { history: PortHistory; address: PortAddress }) {
  const [limit, setLimit] = useState(ROWS);
  const rows = useMemo<readonly Row[]>(() => {
    const { range, known } = pictured(history);
    const holdings = history.holdings.map((holding): Row => ({
      is: "holding",
      at: Date.parse(holding.began.at),
      holding,
    }));
    const merged = history.merged.map((one): Row => ({ is: "merged", at: Date.parse(one.from), merged: one }));
    const gaps = unknownSpans(range, known).map((span): Row => ({ is: "unknown", at: span.from, span }));
    return [...holdings, ...merged, ...gaps].sort((a, b) => b.at - a.at);
  }, [history]);
  return (
    <>
      <Table role="table" aria-label={`Holdings of ${portText(address)}`} variant="compact" gridBreakPoint="grid-md">
        <Thead>
          <Tr>
            <Th>From</Th>
            <Th>Until</Th>
            <Th>Address</Th>
            <Th>Holder</Th>
          </Tr>
        </Thead>
        <Tbody>
          {rows.length === 0 && (
            <Tr>
              <Td colSpan={4}>Watched all the time, and nobody held it.</Td>
            </Tr>
          )}
          {rows.slice(0, limit).map((row) => (
            <AnyRow key={row.is === "holding" ? row.holding.holdingId : `${row.is}/${row.at}`} row={row} />
          ))}
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
