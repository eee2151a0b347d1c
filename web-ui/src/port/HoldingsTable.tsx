import { Button } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { Cell } from "../ui/Cell";
import { useMemo, useState } from "react";
import type { Listener, PortHistory } from "../api/model";
import { unknownSpans, type Span } from "../timeline/layout";
import { addressText, holdersText, portText } from "../ui/holderText";
import { beganText, endedText } from "../ui/edgeText";
import { Time } from "../ui/Time";
import { spanOfCoverage } from "./holdings";
import type { PortAddress } from "./queries";

/** Rows on screen before more are asked for. */
const ROWS = 100;

type Row = { is: "holding"; at: number; holding: Listener } | { is: "unknown"; at: number; span: Span };

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
            {ended.after !== undefined && ended.after !== ended.at && (
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
    const range = { from: Date.parse(history.from), until: Date.parse(history.to) };
    const holdings = history.holdings.map((holding): Row => ({
      is: "holding",
      at: Date.parse(holding.began.at),
      holding,
    }));
    const gaps = unknownSpans(range, history.coverage.map(spanOfCoverage)).map((span): Row => ({
      is: "unknown",
      at: span.from,
      span,
    }));
    return [...holdings, ...gaps].sort((a, b) => b.at - a.at);
  }, [history]);
  return (
    <>
      <Table aria-label={`Holdings of ${portText(address)}`} variant="compact" gridBreakPoint="grid-md">
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
          {rows
            .slice(0, limit)
            .map((row) =>
              row.is === "holding" ? (
                <HoldingRow key={row.holding.holdingId} holding={row.holding} />
              ) : (
                <UnknownRow key={row.at} span={row.span} />
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
