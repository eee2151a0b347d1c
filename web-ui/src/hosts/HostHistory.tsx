import { Title } from "@patternfly/react-core";
import { Table, Tbody, Th, Thead, Tr } from "@patternfly/react-table";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useNavigate } from "react-router";
import type { Coverage, HostHistory as History } from "../api/model";
import { asksForTable, HistoryBar } from "../timeline/HistoryBar";
import { byEndpoint, laneName, storyOfHost } from "../timeline/holdings";
import { HoldingsTable } from "../timeline/HoldingsTable";
import { layOut } from "../timeline/layout";
import { rangeAsked } from "../timeline/range";
import { Timeline } from "../timeline/Timeline";
import { Cell } from "../ui/Cell";
import { endedText } from "../ui/edgeText";
import { portPath } from "../ui/holderText";
import { cursorOf, MorePages } from "../ui/MorePages";
import { Loaded } from "../ui/PageStates";
import { Time } from "../ui/Time";
import { useViewState } from "../ui/useViewState";
import { hostHistoryQuery } from "./queries";

function Watched({ coverage }: { coverage: readonly Coverage[] }) {
  return (
    <section aria-labelledby="watched-heading" className="pl-stack">
      <Title headingLevel="h2" id="watched-heading">
        When it was watched
      </Title>
      {coverage.length === 0 ? (
        <p>Never in this range, so nothing is known of it.</p>
      ) : (
        <Table role="table" aria-label="Times of watching" variant="compact" gridBreakPoint="grid-md">
          <Thead>
            <Tr>
              <Th>From</Th>
              <Th>Until</Th>
              <Th>Ended</Th>
            </Tr>
          </Thead>
          <Tbody>
            {coverage.toReversed().map((span) => (
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
      )}
    </section>
  );
}

function Told({ history, hostId }: { history: History; hostId: string }) {
  const [params] = useViewState();
  const navigate = useNavigate();
  const story = useMemo(() => storyOfHost(history), [history]);
  const layout = useMemo(() => {
    const lanes = history.lanes.map(laneName);
    return layOut(story.range, byEndpoint(story), story.known, lanes.length === 0 ? ["none seen"] : lanes);
  }, [history, story]);
  const open = (at: Date, name: string | undefined) => {
    const lane = history.lanes.find((one) => laneName(one) === name);
    if (lane !== undefined) {
      const asked = new URLSearchParams({ at: at.toISOString(), range: rangeAsked(params).name, to: history.to });
      void navigate(`${portPath({ ...lane, hostId })}?${asked.toString()}`);
    }
  };
  return (
    <>
      {asksForTable(params) ? (
        <HoldingsTable story={story} name="Holdings of this host" hostId={hostId} />
      ) : (
        <Timeline
          layout={layout}
          label={`Timeline of ${history.lanes.length} endpoints with ${layout.unknown.length} stretches that were not watched; the table says the same`}
          onPick={open}
        />
      )}
      <MorePages
        what="endpoints"
        shown={history.lanes.length}
        total={history.total}
        nextCursor={history.nextCursor}
        keeping={{ to: new Date(history.to).toISOString() }}
      />
      <Watched coverage={history.coverage} />
    </>
  );
}

/** Who held the ports of a host over a range, the one that changed last first, and when an agent was watching. */
export function HostHistory({ hostId }: { hostId: string }) {
  const [params] = useViewState();
  const query = useQuery(hostHistoryQuery(hostId, rangeAsked(params), cursorOf(params)));
  return (
    <div className="pl-stack">
      <HistoryBar />
      <Loaded query={query} what="the history">
        {(history) => <Told history={history} hostId={hostId} />}
      </Loaded>
    </div>
  );
}
