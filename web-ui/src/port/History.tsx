import { Title } from "@patternfly/react-core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { PortHistory } from "../api/model";
import { asksForTable, HistoryBar } from "../timeline/HistoryBar";
import { byAddress, storyOfPort } from "../timeline/holdings";
import { HoldingsTable } from "../timeline/HoldingsTable";
import { layOut } from "../timeline/layout";
import { rangeAsked } from "../timeline/range";
import { Timeline } from "../timeline/Timeline";
import { portText } from "../ui/holderText";
import { Loaded } from "../ui/PageStates";
import { parseTime } from "../ui/time";
import { useViewState } from "../ui/useViewState";
import { historyQuery, type PortAddress } from "./queries";

interface ToldProps {
  history: PortHistory;
  address: PortAddress;
}

function Told({ history, address }: ToldProps) {
  const [params, change] = useViewState();
  const story = useMemo(() => storyOfPort(history, address), [history, address]);
  const layout = useMemo(() => {
    const items = byAddress(story);
    return layOut(story.range, items, story.known, items.length === 0 ? ["none seen"] : []);
  }, [story]);
  if (asksForTable(params)) {
    return <HoldingsTable story={story} name={`Holdings of ${portText(address)}`} />;
  }
  return (
    <Timeline
      layout={layout}
      label={`Timeline of ${story.held.length} holdings with ${layout.unknown.length} stretches that were not watched; the table says the same`}
      mark={parseTime(params.get("at"))?.getTime()}
      onPick={(at) => change({ at: at.toISOString() })}
    />
  );
}

/** Who held the port over a range, as a picture and as a table. */
export function History({ address }: { address: PortAddress }) {
  const [params] = useViewState();
  const query = useQuery(historyQuery(address, rangeAsked(params)));
  return (
    <section aria-labelledby="timeline-heading" className="pl-stack">
      <Title headingLevel="h2" id="timeline-heading">
        Timeline
      </Title>
      <HistoryBar />
      <Loaded query={query} what="the history" rows={3}>
        {(history) => <Told history={history} address={address} />}
      </Loaded>
    </section>
  );
}
