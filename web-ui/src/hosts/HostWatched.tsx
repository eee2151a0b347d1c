import { Table, Tbody, Th, Thead, Tr } from "@patternfly/react-table";
import { Cell } from "../ui/Cell";
import { useMemo } from "react";
import type { Coverage, HostDetail } from "../api/model";
import { layOut, type Lasting } from "../timeline/layout";
import { RANGES } from "../timeline/range";
import { Timeline } from "../timeline/Timeline";
import { endedText } from "../ui/edgeText";
import { useNow } from "../ui/useNow";
import { Time } from "../ui/Time";

const LANE = "watched";

const lastingOf = ({ from, until }: Coverage): Lasting => {
  const span = { from: Date.parse(from), until: Date.parse(until) };
  return { key: from, lane: LANE, text: "watched", whole: span, sure: span };
};

/** When an agent was watching a host over the last 7 days. What happened at other times is not known. */
export function HostWatched({ host }: { host: HostDetail }) {
  const until = useNow(60_000).getTime();
  const layout = useMemo(() => {
    const items = host.coverage.map(lastingOf);
    return layOut(
      { from: until - RANGES["7d"], until },
      items,
      items.map(({ whole }) => whole),
      [LANE],
    );
  }, [host, until]);
  return (
    <div className="pl-stack">
      <Timeline layout={layout} label="When the host was watched over the last 7 days; the table below says the same" />
      <Table role="table" aria-label="Times of watching" variant="compact" gridBreakPoint="grid-md">
        <Thead>
          <Tr>
            <Th>From</Th>
            <Th>Until</Th>
            <Th>Ended</Th>
          </Tr>
        </Thead>
        <Tbody>
          {host.coverage.map((span) => (
            <Tr key={span.from}>
              <Cell label="From">
                <Time at={span.from} />
              </Cell>
              <Cell label="Until">
                <Time at={span.until} />
              </Cell>
              <Cell label="Ended">
                {span.reason ?? (span.endedHow === undefined ? "goes on" : endedText(span.endedHow))}
              </Cell>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  );
}
